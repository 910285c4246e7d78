using System.Text.RegularExpressions;
using OpenTelemetry.Instrumentation.AspNetCore;

namespace WebchatAspire.Gateway.Routing;

/// <summary>
/// Names the gateway's spans after what was asked for. By its routes nearly all of them would have the same name, and
/// nobody could find a retrieval among the traces. The parts of a path that are ids, or came from anybody's keyboard, do
/// not get into a name.
/// </summary>
internal static partial class SpanNames
{
    private const int MaxParts = 5;
    private const string Id = "{id}";

    public static void AddSpanNames(this WebApplicationBuilder builder) =>
        builder.Services.Configure<AspNetCoreTraceInstrumentationOptions>(options =>
            options.EnrichWithHttpResponse = (span, response) =>
                span.DisplayName = $"{response.HttpContext.Request.Method} {NameOf(response.HttpContext.Request.Path)}"
        );

    internal static string NameOf(PathString path)
    {
        var parts = (path.Value ?? "").Split('/', MaxParts + 1, StringSplitOptions.RemoveEmptyEntries);
        return "/" + string.Join('/', parts.Select(part => Word().IsMatch(part) ? part : Id));
    }

    [GeneratedRegex(@"\A[a-z][a-z.-]{0,30}\z")]
    private static partial Regex Word();
}
