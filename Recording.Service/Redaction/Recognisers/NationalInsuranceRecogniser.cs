using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// National Insurance numbers, without the letters and prefixes that are never given out (HMRC, NIM39110). Without its
/// last letter, as some write it, only beside words that say what it is.
/// </summary>
internal sealed partial class NationalInsuranceRecogniser : IRecogniser
{
    public bool NeedsDigit => true;

    public IEnumerable<Finding> Find(string text, KnownNames known)
    {
        foreach (Match match in Pattern().Matches(text))
        {
            var named = Cue().IsMatch(Context.Before(text, match.Index));
            if (named || (match.Groups["suffix"].Success && !Context.IsThing(text, match.Index)))
            {
                yield return new Finding(
                    match.Index,
                    match.Length,
                    FindingKinds.NationalInsuranceNumber,
                    "nino-format",
                    named ? 0.99 : 0.95
                );
            }
        }
    }

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z] ?[A-CEGHJ-NPR-TW-Z](?:[ ./-]{0,2}[0-9]{2}){3}(?:(?<suffix>[ ./-]{0,2}[A-D])(?![\p{L}\p{N}])|(?![\p{L}\p{N}]))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Pattern();

    [GeneratedRegex(
        @"(?<!\p{L})(?:national insurance|nat\.? ins|nino|n\.?i\.?)(?!\p{L})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Cue();
}
