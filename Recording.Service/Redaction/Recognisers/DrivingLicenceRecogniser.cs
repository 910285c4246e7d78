using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// Driver numbers: five of the surname filled up with 9, the birth date with 5 added to a woman's month, two initials,
/// three characters that make it unique, and perhaps the issue number (DVLA, "Driver number"; structure in DfT's data
/// standard for driver number). In Northern Ireland eight digits, beside the words.
/// </summary>
internal sealed partial class DrivingLicenceRecogniser : IRecogniser
{
    public bool NeedsDigit => true;

    public IEnumerable<Finding> Find(string text, KnownNames known)
    {
        foreach (Match match in GreatBritain().Matches(text))
        {
            yield return new Finding(
                match.Index,
                match.Length,
                FindingKinds.DrivingLicence,
                "dvla-driver-number",
                0.98
            );
        }
        if (
            text.Contains("licen", StringComparison.OrdinalIgnoreCase)
            || text.Contains("driver", StringComparison.OrdinalIgnoreCase)
        )
        {
            foreach (Match match in NorthernIreland().Matches(text))
            {
                if (
                    Cue().IsMatch(Context.Before(text, match.Index))
                    || CueAfter().IsMatch(Context.After(text, match.Index + match.Length))
                )
                {
                    yield return new Finding(
                        match.Index,
                        match.Length,
                        FindingKinds.DrivingLicence,
                        "dva-driver-number",
                        0.9
                    );
                }
            }
        }
    }

    // The day by its month: none has more than 31, and of those with 30 or fewer the 31st is refused.
    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])(?:[A-Z]{5}|[A-Z]{4}9|[A-Z]{3}9{2}|[A-Z]{2}9{3}|[A-Z]9{4})[ /-]{0,2}[0-9](?:(?:0[13578]|1[02]|5[13578]|6[02])(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11|5[469]|61)(?:0[1-9]|[12][0-9]|30)|[05]2(?:0[1-9]|[12][0-9]))[0-9][ /-]{0,2}(?:[A-Z][A-Z9]|99)[ /-]?[A-Z0-9][ /-]?[A-Z]{2}(?:[ /-]{0,2}[0-9]{2})?(?![\p{L}\p{N}])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex GreatBritain();

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}£-]|[0-9][ .,])[0-9]{8}(?![\p{L}\p{N}]|[ .,-][0-9])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex NorthernIreland();

    [GeneratedRegex(
        @"(?:driving|driver'?s?|dva|ni)\s{1,2}licen[cs]e\b[^.!?\r\n0-9]{0,24}\z|(?:driver number|driver no)\b[^.!?\r\n0-9]{0,16}\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Cue();

    [GeneratedRegex(
        @"\A[ ,(-]{0,3}(?:is|was|as|on)?\s{0,2}(?:my|his|her|the)?\s{0,2}(?:driving|driver'?s?|dva)\s{1,2}licen[cs]e",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex CueAfter();
}
