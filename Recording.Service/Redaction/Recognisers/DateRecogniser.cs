using System.Buffers;
using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// Dates that exist, with a year: in numbers (the British order, the American one where only that can be, ISO 8601) and
/// in words. Beside words of birth, a day or a month without a year too; what is not beside them is a plain date.
/// </summary>
internal sealed partial class DateRecogniser : IRecogniser
{
    private const string Months =
        "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";

    private static readonly SearchValues<string> SpelledCenturies = SearchValues.Create(
        ["nineteen", "twenty", "thousand"],
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly SearchValues<string> BirthWords = SearchValues.Create(
        ["born", "birth", "dob", "d.o"],
        StringComparison.OrdinalIgnoreCase
    );

    public IEnumerable<Finding> Find(string text, KnownNames known)
    {
        var hasDigit = text.AsSpan().ContainsAnyInRange('0', '9');
        if (hasDigit)
        {
            foreach (var finding in FindWithDigits(text))
            {
                yield return finding;
            }
        }
        if (hasDigit || text.AsSpan().ContainsAny(SpelledCenturies))
        {
            foreach (Match match in Spelled().Matches(text))
            {
                yield return Found(match.Index, match.Length, IsBirth(text, match));
            }
        }
        if (text.AsSpan().ContainsAny(BirthWords))
        {
            foreach (Match match in BirthOnly().Matches(text))
            {
                var date = match.Groups["date"];
                yield return Found(date.Index, date.Length, birth: true);
            }
        }
    }

    private static IEnumerable<Finding> FindWithDigits(string text)
    {
        foreach (Match match in Numeric().Matches(text))
        {
            var (first, second, third) = (Number(match, "a"), Number(match, "b"), Number(match, "c"));
            var isYear = match.Groups["a"].Length == 4;
            var exists = isYear
                ? Calendar.Exists(first, second, third)
                : Calendar.Exists(third, second, first) || Calendar.Exists(third, first, second);
            var birth = IsBirth(text, match);
            if (exists && (birth || IsDate(text, match)))
            {
                yield return Found(match.Index, match.Length, birth);
            }
        }
        foreach (Match match in InWords().Matches(text))
        {
            if (Calendar.Exists(match) && (match.Groups["year"].Success || IsBirth(text, match)))
            {
                yield return Found(match.Index, match.Length, IsBirth(text, match));
            }
        }
    }

    private static Finding Found(int start, int length, bool birth) =>
        new(start, length, FindingKinds.Date, birth ? "date-of-birth" : FindingRules.PlainDate, birth ? 0.96 : 0.7);

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, null);

    /// <summary>A short year with dots or dashes may be a version or a sort code, and is a date only in pairs of two.</summary>
    private static bool IsDate(string text, Match match)
    {
        var isLong = match.Groups["a"].Length == 4 || match.Groups["c"].Length == 4;
        return !Context.IsVersion(text, match.Index)
            && !Context.IsThing(text, match.Index)
            && !SortCode().IsMatch(Context.Before(text, match.Index, 30))
            && (
                isLong
                || match.Groups["gap"].ValueSpan is "/"
                || (match.Groups["a"].Length == 2 && match.Groups["b"].Length == 2)
            );
    }

    private static bool IsBirth(string text, Match match) =>
        Birth().IsMatch(Context.Before(text, match.Index))
        || BirthAfter().IsMatch(Context.After(text, match.Index + match.Length, 32));

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}£$€/.,:-])(?:(?<a>(?:18|19|20)[0-9]{2})(?<gap>[/.-]| ?[/-] )(?<b>0?[1-9]|1[0-2])\k<gap>(?<c>0?[1-9]|[12][0-9]|3[01])|(?<a>0?[1-9]|[12][0-9]|3[01])(?<gap>[/.-]| ?[/.-] | )(?<b>0?[1-9]|[12][0-9]|3[01])\k<gap>(?<c>(?:18|19|20)[0-9]{2}|[0-9]{2})|(?<a>0[1-9]|[12][0-9]|3[01])(?<gap>)(?<b>0[1-9]|1[0-2])(?<c>(?:19|20)[0-9]{2}))(?!\p{N}|[/-]\p{N}|[.:,]\p{N}|[A-SU-Za-su-z%])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Numeric();

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}£$€])(?:(?<day>[0-9]{1,2})\s{0,2}(?:st|nd|rd|th)?(?:\s{0,2}(?:day\s{1,2})?of)?[\s,./-]{0,2}(?<month>"
            + Months
            + @")(?!\p{L})(?:[\s,.'/-]{0,3}(?:of )?(?<year>(?:18|19|20)[0-9]{2}|(?<=[ .'/-])[0-9]{2}(?![:.][0-9]|\s?(?:am|pm|people|minutes?|hours?|days?|weeks?|years?|o'clock|%))))?|(?<month>"
            + Months
            + @")\.?[\s-]{1,2}(?:the\s)?(?<day>[0-9]{1,2})(?:\s?(?:st|nd|rd|th))?(?:,?\s{0,2}(?:of )?'?(?<year>(?:18|19|20)[0-9]{2}|(?<=')[0-9]{2})|,\s?(?<year>[0-9]{2}))?|(?<year>(?:18|19|20)[0-9]{2})[\s,/-]{1,2}(?<month>"
            + Months
            + @")[\s,/-]{1,2}(?<day>[0-9]{1,2})(?:st|nd|rd|th)?)(?![\p{L}\p{N}]|[/-]\p{N})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex InWords();

    private const string Ordinals =
        "(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|(?:twenty|thirty)[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))";

    private const string SpelledYear =
        @"(?:(?:18|19|20)[0-9]{2}|(?:nineteen|twenty|two thousand)(?:[ -]{1,2}(?:and|hundred|oh|o|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)){0,4})";

    [GeneratedRegex(
        @"(?<!\p{L})(?:"
            + Ordinals
            + @"\s{1,2}(?:day\s)?(?:of\s{1,2})?"
            + Months
            + @"|"
            + Months
            + @"\s{1,2}(?:the\s{1,2})?"
            + Ordinals
            + @"),?\s{1,2}"
            + SpelledYear
            + @"(?![\p{L}\p{N}])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Spelled();

    [GeneratedRegex(
        @"(?<!\p{L})(?:(?:was|were|am|is|are)\s{1,2}born|born|birthday|birth date|birthdate|date of birth|d\.?o\.?b\.?)(?:\s{1,2}(?:is|was|on|in|the))*\s{0,2}[:=-]?\s{0,2}(?:the\s)?(?<date>"
            + Ordinals
            + @"\s{1,2}(?:of\s{1,2})?"
            + Months
            + @"|"
            + Months
            + @"(?:\s{1,2}(?:of\s)?(?:19|20)[0-9]{2})|(?:0?[1-9]|1[0-2])/(?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}|[0-9]{8}|[0-9]{6})(?![\p{L}\p{N}]|/\p{N})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex BirthOnly();

    [GeneratedRegex(
        @"(?<!\p{L})(?:born|birth|birthday|birthdate|d\.?\s?o\.?\s?b|bday|b-day)(?!\p{L})[^!?\r\n]{0,36}\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Birth();

    [GeneratedRegex(
        @"\A[ ,(-]{0,3}(?:(?:is|was|as|that's)\s{1,2})?(?:(?:my|his|her|their|the|our|when|she|he|i|\p{L}{2,12}'s)\s{1,2}){0,2}(?:(?:was|is)\s{1,2})?(?:date of birth|birthday|dob|d\.o\.b|born)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex BirthAfter();

    [GeneratedRegex(
        @"(?:sort ?code|account|a/c|sc)\b[^.!?\r\n0-9]{0,14}\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex SortCode();
}
