using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace WebchatAspire.Stack.Tests;

/// <summary>The names that <c>docs/telemetry.md</c> registers: the code in the first column of its tables.</summary>
internal sealed partial class TelemetryRegistry(IReadOnlySet<string> names)
{
    /// <summary>Whether the name stands there itself, or as one of a library's family. Ours have no families.</summary>
    public bool Has(string name) =>
        names.Contains(name)
        || names.Any(family =>
            family.EndsWith(".*", StringComparison.Ordinal) && name.StartsWith(family[..^1], StringComparison.Ordinal)
        );

    public static TelemetryRegistry Read([CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "docs", "telemetry.md");
        return new TelemetryRegistry(
            RowPattern()
                .Matches(File.ReadAllText(path))
                .SelectMany(row => CodePattern().Matches(row.Groups[1].Value))
                .Select(code => code.Groups[1].Value)
                .ToHashSet()
        );
    }

    [GeneratedRegex(@"^\|([^|]+)\|", RegexOptions.Multiline)]
    private static partial Regex RowPattern();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodePattern();
}
