using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// United Kingdom postcodes: the letters that each position may have (Royal Mail PAF Programmers' Guide, BS 7666) and an
/// area that exists; British Forces numbers, GIR 0AA, and the postcodes of overseas territories.
/// </summary>
internal sealed partial class PostcodeRecogniser : IRecogniser
{
    private static readonly FrozenSet<string> Areas = (
        "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX "
        + "FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG "
        + "NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS "
        + "TW UB W WA WC WD WF WN WR WS WV YO ZE"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Area = Areas.GetAlternateLookup<
        ReadOnlySpan<char>
    >();

    public bool NeedsDigit => true;

    public IEnumerable<Finding> Find(string text, KnownNames known)
    {
        foreach (Match match in Pattern().Matches(text))
        {
            var area = match.Groups["area"];
            if (
                area.Success && (!Area.Contains(area.ValueSpan) || IsWords(match) || Context.IsThing(text, match.Index))
            )
            {
                continue;
            }
            yield return new Finding(match.Index, match.Length, FindingKinds.Postcode, "uk-postcode", 0.95);
        }
    }

    /// <summary>"At e1 4th": in small letters and apart, the end must not read as an ordinal.</summary>
    private static bool IsWords(Match match) =>
        match.Value.Contains(' ')
        && (match.Value[^3..] is "1st" or "2nd" or "3rd" || match.Value.EndsWith("th", StringComparison.Ordinal));

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}£$€-])(?:GIR[ -]?0AA|(?:ASCN|BBND|BIQQ|FIQQ|PCRN|SIQQ|STHL|TDCU|TKCA)[ -]?1ZZ|GX11[ -]?1AA|BFPO ?[0-9]{1,4}|(?:(?<area>[A-PR-UWYZ][A-HK-Y]?)[0-9][0-9]?|(?<area>E|N|W|EC|NW|SE|SW|WC)[0-9][A-HJKMNPR-Y])[ -]{0,3}[0-9O][ABD-HJLNP-UW-Z]{2})(?![\p{L}\p{N}])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Pattern();
}
