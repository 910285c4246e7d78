using System.Buffers;
using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// References that a council gives: by their form alone penalty charge notices (London Councils' adjudication standard:
/// two letters, eight characters), planning applications (year, number, type), cases with a year, and this chat's own
/// reference (four and four of its alphabet); every other one beside words such as "reference" or "council tax account".
/// </summary>
internal sealed partial class CouncilReferenceRecogniser : IRecogniser
{
    /// <summary>What <see cref="Named"/> begins with.</summary>
    private static readonly SearchValues<string> Words = SearchValues.Create(
        (
            "ref|council|ctax|rent|tenan|housing|business rate|nndr|service|leasehold|benefit|parking|permit|customer|pay|resident|"
            + "applica|library|homechoice|garage|allotment|school|electoral|blue badge|badge|freedom|taxi|premises|planning|account|case|"
            + "claim|complaint|appeal|enquiry|request|report|incident|job|repair|work|ticket|notice|penalty|pcn|fpn|fine|fixed|licence|"
            + "bid|uprn|foi|sar|summons|liability|petition|booking|appointment|collection|bulky|confirmation|chat|bus pass|stage"
        ).Split('|'),
        StringComparison.OrdinalIgnoreCase
    );

    public bool NeedsDigit => true;

    public IEnumerable<Finding> Find(string text, KnownNames known)
    {
        foreach (Match match in Form().Matches(text))
        {
            if (!Context.IsThing(text, match.Index) && !(match.Groups["chat"].Success && !IsMixed(match.ValueSpan)))
            {
                yield return Found(match.Index, match.Length, "reference-form", 0.85);
            }
        }
        foreach (var match in NamedIn(text))
        {
            var number = match.Groups["number"];
            var length = number.ValueSpan.TrimEnd("-/. ").Length;
            if (IsReference(number.ValueSpan[..length]) && !IsForeign(text, match.Index))
            {
                yield return Found(number.Index, length, "reference-cue", SaysReference(text, match) ? 0.94 : 0.86);
            }
        }
    }

    /// <summary>The rule is tried only where one of its words begins: to try it at every place costs ten times as much.</summary>
    private static IEnumerable<Match> NamedIn(string text)
    {
        for (var at = Next(text, 0); at < text.Length; )
        {
            var match = Named().Match(text, at);
            if (match.Success)
            {
                yield return match;
            }
            at = Next(text, match.Success ? match.Index + match.Length : at + 1);
        }
    }

    private static int Next(string text, int from)
    {
        var next = text.AsSpan(from).IndexOfAny(Words);
        return next < 0 ? text.Length : from + next;
    }

    private static Finding Found(int start, int length, string rule, double confidence) =>
        new(start, length, FindingKinds.CouncilReference, rule, confidence);

    private static bool SaysReference(string text, Match match) =>
        text.AsSpan(match.Index..match.Groups["number"].Index).Contains("ref", StringComparison.OrdinalIgnoreCase);

    private static bool IsMixed(ReadOnlySpan<char> text) =>
        text.ContainsAnyInRange('0', '9') && (text.ContainsAnyInRange('A', 'Z') || text.ContainsAnyInRange('a', 'z'));

    /// <summary>At least four digits, or three with letters; not a year, a span of years or an amount.</summary>
    private static bool IsReference(ReadOnlySpan<char> text)
    {
        var (digits, letters) = (0, 0);
        foreach (var c in text)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            letters += char.IsLetter(c) ? 1 : 0;
        }
        return digits + letters >= 4 && (digits >= 4 || (letters > 0 && digits >= 2)) && !Years().IsMatch(text);
    }

    /// <summary>The reference of a shop, a carrier or a hotel.</summary>
    private static bool IsForeign(string text, int start) =>
        Foreign().IsMatch(Context.Before(text, start)) || Context.IsThing(text, start);

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}/-])(?:(?:19|20)?[0-9]{2}/[0-9]{3,6}/[A-Z]{2,7}[0-9]?|(?:19|20)?[0-9]{2}/[A-Z]{1,4}/[0-9]{3,6}|[A-Z]{1,5}[/-]?(?:19|20)[0-9]{2}[/-][0-9]{1,7}|[A-Z]{1,4}/[0-9]{2}/[0-9]{3,7}|(?:PCN|FPN|FOI|SAR|EIR|CAS|CRM|HBC|CTR|CTB|NNDR|LBHF|HF|SR|WO)[ -]?[0-9]{5,10}[A-Z]?|[A-Z]{2}[0-9]{7}[0-9A-Z]|(?<chat>[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}))(?![\p{L}\p{N}]|[/-][\p{L}\p{N}])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Form();

    private const string Number =
        @"(?<number>(?:[A-Z]{1,5}[/-]?(?=[0-9])|(?-i:[A-Z]{1,5}) (?=[0-9]))?[A-Z0-9]{0,14}[0-9][A-Z0-9]{0,14}(?:[/.-][A-Z0-9]{1,12}){0,4}(?: [0-9]{1,10}(?![\p{L}\p{N}/:.]*(?:am|pm|hours?|days?|weeks?|years?|people)\b)){0,4}|[A-Z]{1,6}(?:[/-][A-Z0-9]{1,12}){1,4})(?![\p{L}\p{N}])";

    [GeneratedRegex(
        @"\G(?<!\p{L})(?:(?:refs?|references?|reference'?s)\.?(?:\s{1,2}(?:number|no|num|code|id|is for [\p{L} ]{1,20})\.?)?"
            + @"|(?:council tax|ctax|rent|rents|tenancy|housing(?: benefit)?|business rates?|nndr|service charge|leaseholder|leasehold|benefit|benefits|parking|permit|customer|payment|payee|resident|applicant|tenant|library|council|housing register|homechoice|garage|allotment|school admissions?|electoral|blue badge|badge|freedom pass|taxi|premises|planning)\s{1,2}(?:(?:application|account|acc|a/c|claim|licence|card|register|portal|case|payment|charge)\s{0,2})?(?:number|no|num|nr|id|ref|reference|code|account|acc|a/c|ac|claim)\.?"
            + @"|(?:account|case|claim|complaint|complaints|application|appeal|enquiry|request|report|incident|job|repair|repairs|works order|work order|ticket|notice|penalty charge(?: notice)?|pcn|fpn|parking fine|fine|fixed penalty(?: notice)?|permit|licence|badge|bid|uprn|foi|sar|summons|liability order|tenancy|petition|service request|booking|appointment|collection|bulky waste|confirmation|chat|planning application|planning permission|blue badge|library card|freedom pass|bus pass|stage [12] complaint)(?:\s{0,2}(?:number|no|num|nr|id|ref|reference|code)\.?)?)"
            + @"(?:\s{1,2}(?:is|was|as|are|being|it's|starts|quoted|which is|i was given is|i have is|i got is|you gave me(?: is)?|from [\p{L}]{2,12} is|(?:on|in|from) (?:the|my|your|this) \p{L}{3,12}(?: is| was| says)?))?\s{0,2}(?:[:=#(,""'-]|is){0,2}\s{0,2}#?"
            + Number,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Named();

    [GeneratedRegex(
        @"(?<!\p{L})(?:hotel|booking\.com|flight|train|airline|amazon|ebay|argos|ikea|tesco|asda|parcel|order|tracking|delivery|courier|dpd|evri|hermes|royal mail|product|item|part|model|serial|catalogue|invoice|passport|bank|sort code and|savings|current|netflix|crime|police|cad|isbn|character|colour|color|paint|grid|map)(?:['’]s)?\s{1,2}(?:\p{L}{1,12}\s{1,2})?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Foreign();

    [GeneratedRegex(
        @"\A(?:(?:19|20)[0-9]{2}(?:[/-](?:(?:19|20)?[0-9]{2}))?|[0-9]{1,2}[/.-][0-9]{1,2}(?:[/.-](?:[0-9]{4}|[0-9]{2}))?|[0-9]{1,4}(?:st|nd|rd|th|am|pm|kg|cm|mm|mph|hrs?|mins?|m|k|p))\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Years();
}
