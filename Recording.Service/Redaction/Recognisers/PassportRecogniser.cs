using System.Buffers;
using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// United Kingdom passports: nine digits, or letters before seven or eight digits as newer ones have, beside the word
/// (HM Passport Office, "Basic passport checks"); and the second line of the machine readable zone with its check digits
/// (ICAO Doc 9303 part 4).
/// </summary>
internal sealed partial class PassportRecogniser : IRecogniser
{
    private const int Reach = 48;

    private static readonly SearchValues<string> Names = SearchValues.Create(
        ["passport", "pasport", "ppt n"],
        StringComparison.OrdinalIgnoreCase
    );

    public bool NeedsDigit => true;

    public IEnumerable<Finding> Find(string text, KnownNames known)
    {
        if (text.AsSpan().ContainsAny(Names))
        {
            foreach (var match in FindNamed(text))
            {
                yield return new Finding(match.Index, match.Length, FindingKinds.Passport, "passport-cue", 0.95);
            }
        }
        foreach (Match match in MachineReadable().Matches(text))
        {
            var line = match.ValueSpan;
            if (
                Checksums.IsMachineReadable(line[..9], line[9])
                && Checksums.IsMachineReadable(line[13..19], line[19])
                && Checksums.IsMachineReadable(line[21..27], line[27])
            )
            {
                yield return new Finding(match.Index, match.Length, FindingKinds.Passport, "passport-mrz", 0.99);
            }
        }
    }

    private static IEnumerable<Match> FindNamed(string text)
    {
        var last = -Reach;
        foreach (Match match in Number().Matches(text))
        {
            var before = text.AsSpan(Math.Max(0, match.Index - Reach)..match.Index);
            var isNamed =
                Before().IsMatch(before)
                || (
                    !Context.IsThing(text, match.Index)
                    && After().IsMatch(Context.After(text, match.Index + match.Length))
                )
                || (match.Index - last < Reach && Another().IsMatch(text.AsSpan(last..match.Index)));
            if (isNamed)
            {
                last = match.Index + match.Length;
                yield return match;
            }
        }
    }

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}£-]|[0-9][.,/ ])(?:[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{3}|[0-9]{9}|[0-9]{4}[ -][0-9]{5}|[0-9]{5}[ -][0-9]{4}|[0-9]{2} [0-9]{3} [0-9]{4}|[A-Z][ -]?[0-9]{8}|[A-Z]{2}[ -]?[0-9]{7}|[A-Z][ -]?[0-9]{2} ?[0-9]{3} ?[0-9]{3}|[A-Z][ -]?[0-9]{4} ?[0-9]{4})(?![\p{L}\p{N}]|[ ,.-][0-9])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Number();

    [GeneratedRegex(
        @"(?:pass?ports?|\bppt (?:no|num|number))(?![^\r\n]{0,40}\b(?:application|appointment|office|order|fee|fees|tracking|photo|photos|form|forms|case|phone|ring|call|advice line|delivery|payment|ref|reference|licence|account|nhs|sort code)\b)[^.!\r\n0-9]{0,40}(?:\r?\n(?:document |id )?(?:number|no|num)?[ .:#=-]{0,4})?(?:no\.\s{0,2})?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Before();

    /// <summary>"… and mine's …", "…, new one …": between two numbers of the same kind.</summary>
    [GeneratedRegex(
        @"\A[ ,;/&+)]{0,3}(?:(?:and|or|then|now|also|but|the|his|her|hers|my|mine|mine's|their|old|new|one|other|another|wife's|husband's|son's|daughter's|is|was|it's|partner's|child's|second|first|changed|to|replaced|by|with|number|no|previous|current|for|me|kids|wife|husband|son|daughter)[ ,:('.]{1,3}){0,6}\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Another();

    [GeneratedRegex(
        @"\A[ ,)-]{0,3}(?:\(|\b)?(?:(?:is|was|that is|that's|which is|as|for|on|in|from|being)\s{1,2}){0,2}(?:(?:my|his|her|their|the|our|a|\p{L}{2,12}'s)\s{1,2})?(?:(?:uk|british|new|old|current|expired|full)\s{1,2}){0,2}passports?(?!\s{1,2}(?:application|appointment|office|order|fee|photo|form|tracking|advice))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex After();

    [GeneratedRegex(
        @"(?<![A-Z0-9<])[A-Z0-9<]{9}[0-9](?:GBR|GBD|GBN|GBO|GBP|GBS)[0-9]{7}[MFX<][0-9]{7}[A-Z0-9<]{14,16}",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex MachineReadable();
}
