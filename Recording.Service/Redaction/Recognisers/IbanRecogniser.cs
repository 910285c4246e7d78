using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// International bank account numbers: a country's code with the length it uses (SWIFT IBAN registry, release 99) and
/// the check of ISO 7064 MOD 97-10, in groups or in one piece.
/// </summary>
internal sealed partial class IbanRecogniser : IRecogniser
{
    private const int Longest = 34;

    private static readonly FrozenDictionary<string, int> Lengths = (
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 "
        + "ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 "
        + "LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 "
        + "PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 "
        + "YE30"
    )
        .Split(' ')
        .ToFrozenDictionary(entry => entry[..2], entry => int.Parse(entry.AsSpan(2), null));

    public bool NeedsDigit => true;

    public IEnumerable<Finding> Find(string text, KnownNames known)
    {
        foreach (Match match in Beginning().Matches(text))
        {
            if (
                Lengths.TryGetValue(match.Groups["country"].Value.ToUpperInvariant(), out var length)
                && EndOf(text, match.Index, length) is { } end
            )
            {
                yield return new Finding(match.Index, end - match.Index, FindingKinds.Iban, "iban-mod-97", 0.99);
            }
        }
    }

    /// <summary>Where the number ends if it has its length and passes the check.</summary>
    private static int? EndOf(string text, int start, int length)
    {
        Span<char> iban = stackalloc char[Longest];
        var (count, gap, at) = (0, 0, start);
        for (; at < text.Length && count < length; at++)
        {
            var c = text[at];
            if (char.IsAsciiLetterOrDigit(c))
            {
                iban[count++] = char.ToUpperInvariant(c);
                gap = 0;
            }
            else if (c is not (' ' or '-' or '.') || ++gap > 2)
            {
                return null;
            }
        }
        return
            count == length && (at == text.Length || !char.IsLetterOrDigit(text[at])) && Checksums.IsIban(iban[..count])
            ? at
            : null;
    }

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])(?<country>[A-Z]{2})[ -]?[0-9]{2}(?=[A-Z0-9 .-])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Beginning();
}
