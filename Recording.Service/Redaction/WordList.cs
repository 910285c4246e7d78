using System.Collections.Frozen;
using System.Reflection;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>The word lists that come with the service, in small letters; written for this project.</summary>
internal static class WordList
{
    /// <summary>Words that begin with a capital letter for other reasons than being a name.</summary>
    public static FrozenSet<string> Vocabulary { get; } = Load("vocabulary");

    /// <summary>Given names that are common in the United Kingdom.</summary>
    public static FrozenSet<string> GivenNames { get; } = Load("given-names");

    private static FrozenSet<string> Load(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader
            .ReadToEnd()
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .ToFrozenSet(StringComparer.Ordinal);
    }
}
