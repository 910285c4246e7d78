using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// Vehicle registrations (DVLA, INF104 "Vehicle registration numbers and number plates"): the current form by its memory
/// letters and age, and beside words of vehicles the older ones, those of Northern Ireland and those without a date.
/// Without such words an older form has to be in capitals and must not read as words.
/// </summary>
internal sealed partial class VehicleRegistrationRecogniser : IRecogniser
{
    public bool NeedsDigit => true;

    public IEnumerable<Finding> Find(string text, KnownNames known)
    {
        foreach (Match match in Current().Matches(text))
        {
            var loose = match.ValueSpan.ContainsAny(" -") && match.ValueSpan.ContainsAnyInRange('a', 'z');
            if (
                !Context.IsThing(text, match.Index)
                && (!loose || !IsWord(match.Groups["end"].Value) || IsNamed(text, match))
            )
            {
                yield return Found(match, "current-registration", 0.95);
            }
        }
        foreach (Match match in Older().Matches(text))
        {
            var written = match.ValueSpan;
            var capitals = !written.ContainsAnyInRange('a', 'z');
            var alone = capitals && match.Groups["strong"].Success && !IsWord(match.Groups["letters"].Value);
            if (!Context.IsThing(text, match.Index) && (alone || IsNamed(text, match)))
            {
                yield return Found(match, "older-registration", alone ? 0.85 : 0.9);
            }
        }
        for (var match = Dateless().Match(text); match.Success; )
        {
            var found = IsPlate(text, match) && !IsSmallWord(match.Groups["letters"].Value);
            if (found)
            {
                yield return Found(match, "dateless-registration", 0.8);
            }
            // "is 500 DBH": what is no plate may end in one.
            match = Dateless().Match(text, found ? match.Index + match.Length : match.Index + 1);
        }
    }

    private static Finding Found(Match match, string rule, double confidence) =>
        new(match.Index, match.Length, FindingKinds.VehicleRegistration, rule, confidence);

    private static bool IsWord(string letters) => WordList.IsVocabulary(letters.ToLowerInvariant());

    private static bool IsSmallWord(string letters) => letters.Any(char.IsAsciiLetterLower) && IsWord(letters);

    private static bool IsNamed(string text, Match match) =>
        IsPlate(text, match) || Vehicle().IsMatch(Context.Before(text, match.Index));

    private static bool IsPlate(string text, Match match) =>
        Plate().IsMatch(Context.Before(text, match.Index))
        || PlateAfter().IsMatch(Context.After(text, match.Index + match.Length));

    // I, Q and Z are not used in front, I and Q not at the end; ages are 02 to 30 and 51 to 80 until the year 2031.
    [GeneratedRegex(
        @"(?<![\p{L}\p{N}£-])[A-HJ-PR-Y]{2}[ -]?(?:0[2-9]|[12][0-9]|30|5[1-9]|6[0-9]|7[0-9]|80)[ -]{0,2}(?<end>[A-HJ-PR-Z]{3})(?![\p{L}\p{N}])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Current();

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}£-])(?:(?<strong>[A-HJ-NPR-TV-Y][ -]?[0-9]{1,3}[ -]?(?<letters>[A-HJ-PR-Z]{3}))|(?<strong>(?<letters>[A-HJ-PR-Z]{3})[ -]?[0-9]{3}[ -]?[A-HJ-NPR-TV-Y])|(?<letters>[A-HJ-PR-Z]{3})[ -]?[0-9]{1,2}[ -]?[A-HJ-NPR-TV-Y]|(?<strong>(?<letters>[A-Z](?:[A-HJ-PR-Z]Z|I[ABGJLW]|JI|OI|UI|XI))[ -]?[0-9]{3,4})|(?<letters>[A-Z](?:[A-HJ-PR-Z]Z|I[ABGJLW]|JI|OI|UI|XI))[ -]?[0-9]{1,2})(?![\p{L}\p{N}]|-[\p{L}\p{N}])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Older();

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}£-])(?:(?<letters>[A-Z]{1,3})[ -]?[0-9]{1,4}|[0-9]{1,4}[ -]?(?<letters>[A-Z]{1,3})|[0-9]{3} ?(?<letters>D|X) ?[0-9]{3})(?![\p{L}\p{N}]|[-.,:][\p{N}])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Dateless();

    [GeneratedRegex(
        @"(?<!\p{L})(?:reg|regs|registration|registered as|plate|plates|number ?plate|licence plate|vrm|vrn|index)(?:\s{1,2}(?:number|numbers|no|plate|mark|is|was|of|the|a|car|on|reads|read|says|said|(?:my|his|her|their|our|that|this)(?:\s\p{L}{2,10})?)\.?){0,4}\s{0,2}[:=(""'-]{0,2}\s{0,2}\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Plate();

    [GeneratedRegex(
        @"\A[""')]?\s{0,2}[,(-]?\s{0,2}(?:(?:is|was|as|on|-)\s{1,2})?(?:(?:my|his|her|the|their|our|that|a)\s{1,2})?(?:(?:old|private|personal|car|van|vehicle)\s{1,2})?(?:reg|registration|number ?plate|plates?|licence plate|vrm)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex PlateAfter();

    [GeneratedRegex(
        @"(?<!\p{L})(?:car|cars|van|vehicle|vehicles|motorbike|motorcycle|bike|scooter|moped|lorry|truck|taxi|minicab|cab|caravan|trailer|driving|drives|drove|parked|towed|clamped|ford|vauxhall|toyota|nissan|honda|bmw|audi|mercedes|volkswagen|vw|peugeot|renault|fiat|kia|hyundai|skoda|seat|volvo|mini|mazda|tesla|citroen|land ?rover|jaguar|lexus|transit|fiesta|corsa|golf|astra|polo|focus|qashqai|prius|clio|yaris)(?!\p{L})[^.!?\r\n]{0,24}\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Vehicle();
}
