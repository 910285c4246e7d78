using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// Hardware addresses of network devices, EUI-48 and EUI-64 (IEEE 802, clause 8): pairs with one separator throughout,
/// groups of four with dots, and in one piece beside the word. Pairs of plain numbers with dashes are something else.
/// </summary>
internal sealed partial class MacAddressRecogniser : IRecogniser
{
    public IEnumerable<Finding> Find(string text, KnownNames known)
    {
        foreach (Match match in Pattern().Matches(text))
        {
            var named = Cue().IsMatch(Context.Before(text, match.Index));
            var alone =
                match.Groups["colons"].Success
                || (
                    (match.Groups["dashes"].Success || match.Groups["dots"].Success)
                    && match.Value.Any(char.IsAsciiLetter)
                );
            if ((named || alone) && !IsNobodys(match.Value))
            {
                yield return new Finding(
                    match.Index,
                    match.Length,
                    FindingKinds.MacAddress,
                    "eui",
                    named ? 0.99 : 0.95
                );
            }
        }
    }

    /// <summary>The null address and the one for everybody.</summary>
    private static bool IsNobodys(string written)
    {
        var digits = written.Where(char.IsAsciiLetterOrDigit);
        return digits.All(digit => digit == '0') || digits.All(digit => digit is 'f' or 'F');
    }

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}:.-])(?:(?<colons>[0-9A-F]{2}(?::[0-9A-F]{2}){5}(?:(?::[0-9A-F]{2}){2})?)|(?<dashes>[0-9A-F]{2}(?:-[0-9A-F]{2}){5}(?:(?:-[0-9A-F]{2}){2})?)|(?<dots>[0-9A-F]{4}\.[0-9A-F]{4}\.[0-9A-F]{4})|[0-9A-F]{2}(?: [0-9A-F]{2}){5}|[0-9A-F]{12})(?![\p{L}\p{N}]|[:-][0-9A-F])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Pattern();

    [GeneratedRegex(
        @"(?<!\p{L})(?:mac|hardware|physical|wi-?fi|ethernet|bluetooth|device)(?: ?(?:address|id|addr))?(?!\p{L})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Cue();
}
