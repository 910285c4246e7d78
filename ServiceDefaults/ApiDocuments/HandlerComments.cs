using System.Collections.Concurrent;
using System.Reflection;
using System.Xml.Linq;

namespace WebchatAspire.ServiceDefaults.ApiDocuments;

/// <summary>
/// The summaries of endpoint handlers, from the documentation file beside their assembly. The framework's own reader
/// describes types and their members so, and leaves out private methods, which handlers are.
/// </summary>
internal static class HandlerComments
{
    private static readonly ConcurrentDictionary<Assembly, Dictionary<string, string>> Files = new();

    /// <summary>The summary as one line, or null where there is none.</summary>
    public static string? SummaryOf(MethodInfo handler) =>
        Files
            .GetOrAdd(handler.DeclaringType!.Assembly, Read)
            .GetValueOrDefault($"M:{handler.DeclaringType.FullName?.Replace('+', '.')}.{handler.Name}");

    private static Dictionary<string, string> Read(Assembly assembly)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml");
        return !File.Exists(path)
            ? []
            : XDocument
                .Load(path)
                .Descendants("member")
                .Where(member => member.Element("summary") is not null)
                // Without parameters: handlers have no overloads.
                .GroupBy(member => member.Attribute("name")!.Value.Split('(')[0], StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => TextOf(group.First().Element("summary")!));
    }

    private static string TextOf(XElement summary)
    {
        var text = string.Concat(
            summary
                .Nodes()
                .Select(node =>
                    node switch
                    {
                        XText words => words.Value,
                        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                        XElement named => $"`{(named.FirstAttribute?.Value ?? named.Value).Split('.', ':')[^1]}`",
                        _ => "",
                    }
                )
        );
        return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
