using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// Phone numbers in whatever groups they are written: national ones by the plan of the United Kingdom, international
/// ones as libphonenumber knows them. Local numbers without an area only beside words that say what they are. Numbers
/// that everybody may know (999, 111) are left alone.
/// </summary>
internal sealed partial class PhoneRecogniser : IRecogniser
{
    private const int MostDigits = 17;
    private const string Separators = " -.()/";

    public IEnumerable<Finding> Find(string text, KnownNames known)
    {
        foreach (var groups in DigitGroups.Runs(text, Separators))
        {
            var endOfLast = -1;
            for (var first = 0; first < groups.Count; )
            {
                var (used, rule) = NumberAt(text, groups, first, endOfLast);
                if (used > 0)
                {
                    var start = WithPrefix(text, groups[first].Start);
                    var end = groups[first + used - 1].End;
                    end += Extension().Match(text, end, Math.Min(24, text.Length - end)) is { Success: true } more
                        ? more.Length
                        : 0;
                    endOfLast = end;
                    yield return new Finding(start, end - start, FindingKinds.Phone, rule, 0.9);
                }
                first += Math.Max(1, used);
            }
        }
        foreach (Match match in WithLetterO().Matches(text))
        {
            if (UkNumbers.IsNational(SpokenDigits.WithoutLetterO(match.ValueSpan)))
            {
                yield return new Finding(match.Index, match.Length, FindingKinds.Phone, "uk-number", 0.8);
            }
        }
        foreach (Match match in Spoken().Matches(text))
        {
            if (UkNumbers.IsNational(SpokenDigits.Read(match.ValueSpan)))
            {
                yield return new Finding(match.Index, match.Length, FindingKinds.Phone, "spoken-number", 0.8);
            }
        }
    }

    /// <summary>How many groups from <paramref name="first"/> on make the longest phone number, or 0.</summary>
    private static (int Used, string Rule) NumberAt(
        string text,
        List<(int Start, int End)> groups,
        int first,
        int endOfLast
    )
    {
        var start = groups[first].Start;
        var plus = HasPlus(text, start);
        if (!plus && start != endOfLast + 1 && !MayBegin(text, start))
        {
            return (0, "");
        }
        Span<char> digits = stackalloc char[MostDigits];
        var (count, used, rule) = (0, 0, "");
        for (var group = first; group < groups.Count; group++)
        {
            var (from, to) = groups[group];
            if (count + to - from > MostDigits)
            {
                break;
            }
            text.AsSpan(from..to).CopyTo(digits[count..]);
            count += to - from;
            if (
                (to >= text.Length || !(char.IsLetter(text[to]) && !IsExtension(text, to)))
                && !GoesOn(text, to)
                && WhatIs(text, digits[..count], groups, first, group, plus) is { } found
            )
            {
                (used, rule) = (group - first + 1, found);
            }
        }
        return (used, rule);
    }

    private static string? WhatIs(
        string text,
        ReadOnlySpan<char> digits,
        List<(int Start, int End)> groups,
        int first,
        int last,
        bool plus
    )
    {
        if (digits.Length < 6)
        {
            return null;
        }
        var start = groups[first].Start;
        if (plus || digits.StartsWith("00"))
        {
            return WorldNumbers.IsInternational(plus ? digits : digits[2..], plus) ? "international-number" : null;
        }
        var grouping = text.AsSpan(start..groups[last].End);
        if (UkNumbers.IsNational(digits) && HasPhoneGroups(grouping, groups, first, last))
        {
            return
                !Context.IsThing(text, start)
                && !IsReference(text, start)
                && (
                    digits.Length == 11
                    || digits.StartsWith("0800")
                    || digits.StartsWith("0845")
                    || IsNamed(text, start, groups[last].End)
                )
                ? "uk-number"
                : null;
        }
        if (digits.Length == 12 && digits.StartsWith("44") && UkNumbers.IsNational($"0{digits[2..]}"))
        {
            return Context.IsThing(text, start) || IsReference(text, start) ? null : "uk-number";
        }
        // "7700 900123", and "7946 0958" for whom lives in the same town.
        var isLocal =
            (digits.Length == 10 && digits[0] is '7' or '2' or '1' && UkNumbers.IsNational($"0{digits}"))
            || (digits.Length is >= 6 and <= 8 && digits[0] is not ('0' or '1') && !grouping.ContainsAny("./"));
        return
            isLocal
            && (
                IsNamed(text, start, groups[last].End)
                || (digits.Length == 10 && MyNumber().IsMatch(Context.Before(text, start, 24)))
            )
            ? "local-number"
            : null;
    }

    /// <summary>A date has slashes and short groups too; an area code has at least three digits.</summary>
    private static bool HasPhoneGroups(
        ReadOnlySpan<char> written,
        List<(int Start, int End)> groups,
        int first,
        int last
    )
    {
        if (groups[first].End - groups[first].Start >= 3 || first == last)
        {
            return true;
        }
        for (var i = first; i <= last; i++)
        {
            if (groups[i].End - groups[i].Start > 3)
            {
                return false;
            }
        }
        return !written.ContainsAny("./");
    }

    /// <summary>"…-0958-22": a short group that hangs on makes another number of it.</summary>
    private static bool GoesOn(string text, int end)
    {
        var digits = 0;
        while (
            end + 1 + digits < text.Length
            && text[end] is '-' or '/'
            && digits < 5
            && char.IsAsciiDigit(text[end + 1 + digits])
        )
        {
            digits++;
        }
        return digits is > 0 and < 5;
    }

    private static bool HasPlus(string text, int start)
    {
        while (start > 0 && text[start - 1] is '(' or ' ' && start > 1 && text[start - 2] is '+' or '(')
        {
            start--;
        }
        return start > 0 && text[start - 1] == '+' && (start == 1 || !char.IsLetterOrDigit(text[start - 2]));
    }

    /// <summary>Not a part of a longer code, nor an amount.</summary>
    private static bool MayBegin(string text, int start) =>
        start == 0
        || !(
            char.IsLetter(text[start - 1])
            || text[start - 1] is '£' or '$' or '€' or '#' or '_' or ',' or '\\' or '=' or '@'
            || (
                text[start - 1] is '-' or '/' or '.'
                && start > 1
                && char.IsLetterOrDigit(text[start - 2])
                && !EndsLabel(text, start - 1)
            )
        );

    /// <summary>"Tel.0207…" and "mobile-07700…".</summary>
    private static bool EndsLabel(string text, int end) => Label().IsMatch(Context.Before(text, end, 12));

    private static int WithPrefix(string text, int start)
    {
        while (
            start > 0 && text[start - 1] is '+' or '('
            || (start > 1 && text[start - 1] == ' ' && text[start - 2] is '+')
        )
        {
            start--;
        }
        return start;
    }

    private static bool IsExtension(string text, int at) =>
        Extension().IsMatch(text.AsSpan(at, Math.Min(16, text.Length - at)));

    private static bool IsReference(string text, int start) => Reference().IsMatch(Context.Before(text, start));

    private static bool IsNamed(string text, int start, int end) =>
        Cue().IsMatch(Context.Before(text, start, 36)) || CueAfter().IsMatch(Context.After(text, end, 28));

    [GeneratedRegex(
        @"\G(?:\s{0,2},?\s{0,2}(?:ext(?:ension|n)?\.?|x)\s{0,2}:?\s{0,2}[0-9]{1,6})(?![0-9])|\A(?:ext|x)\s?[0-9]",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Extension();

    [GeneratedRegex(
        @"(?<!\p{L})(?:account|a/c|acc|ref|reference|case|claim|ticket|uprn|policy|customer|tenancy|booking|permit|licence|pcn|nhs)\s{0,2}(?:(?:number|no|id|ref|reference|code)\.?)?\s{0,2}(?:is|was|=|:|#|-)?\s{0,2}\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Reference();

    [GeneratedRegex(
        @"(?<!\p{L})(?:tel|telephone|phone|ph|mob|mobile|cell|landline|fax|whatsapp|call|ring|text|dial)\.?-?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Label();

    [GeneratedRegex(
        @"(?<!\p{L})(?:(?:tel|telephone|phone|ph|mob|mobile|mobil|cell|landline|fax|whatsapp|telegram|viber)(?:\s{1,2}(?:number|no|num))?|(?:call|called|calls|ring|rang|rings|text|texted|dial|reach|phone|phoned|contact|contacted)(?:\s{1,2}(?:me|us|him|her|them|back|my \p{L}{1,12}|the \p{L}{1,12}|it)){0,2}(?:\s{1,2}(?:at|on|back on))?)(?:\s{1,2}(?:is|was|on|at|are))?\.?\s{0,2}[:=(-]?\s{0,2}\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Cue();

    [GeneratedRegex(
        @"\A\s{0,2}[,(-]?\s{0,2}(?:is (?:my|his|her|the|their|our) |(?:my|his|her) |that's my )?(?:mobile|phone|landline|home number|work number|tel|cell|\(?m\)|\(?h\)|\(?w\))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex CueAfter();

    [GeneratedRegex(
        @"(?<!\p{L})(?:my|his|her|their|our|contact)\s(?:number|num|no)\b\.?(?:\s(?:is|was))?\s{0,2}[:=-]?\s{0,2}\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex MyNumber();

    /// <summary>"O77OO 9OO123".</summary>
    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])(?=[0-9 -]{0,14}O)[0O][1-37][0-9O]{1,9}(?:[ -][0-9O]{2,8}){0,3}(?![\p{L}\p{N}])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex WithLetterO();

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])(?:oh|o|zero|nought)(?:[ ,.-]{1,3}(?:oh|o|zero|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|treble|hundred|[0-9]{1,6})){3,14}(?![\p{L}\p{N}])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Spoken();
}
