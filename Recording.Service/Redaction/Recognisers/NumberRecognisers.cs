using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>Payment cards: 13 to 19 digits (ISO/IEC 7812-1) whose check digit holds, so that other long numbers survive.</summary>
internal sealed partial class PaymentCardRecogniser : IRecogniser
{
    public IEnumerable<Finding> Find(string text, KnownNames known) =>
        Pattern()
            .Matches(text)
            .Where(match => HasCheckDigit(match.ValueSpan))
            .Select(match => new Finding(match.Index, match.Length, FindingKinds.PaymentCard, "luhn", 0.97));

    private static bool HasCheckDigit(ReadOnlySpan<char> number)
    {
        var (sum, twice) = (0, false);
        for (var i = number.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(number[i]))
            {
                continue;
            }
            var digit = number[i] - '0';
            var weighted = twice ? digit * 2 : digit;
            sum += weighted > 9 ? weighted - 9 : weighted;
            twice = !twice;
        }
        return sum % 10 == 0;
    }

    [GeneratedRegex(@"(?<![0-9])[2-6](?:[ -]?[0-9]){12,18}(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}

/// <summary>NHS numbers: ten digits, the last a modulus 11 check digit (NHS Data Dictionary).</summary>
internal sealed partial class NhsNumberRecogniser : IRecogniser
{
    public IEnumerable<Finding> Find(string text, KnownNames known) =>
        Pattern()
            .Matches(text)
            .Where(match => HasCheckDigit(match.ValueSpan))
            .Select(match => new Finding(match.Index, match.Length, FindingKinds.NhsNumber, "nhs-modulus-11", 0.95));

    private static bool HasCheckDigit(ReadOnlySpan<char> number)
    {
        var (sum, weight, last) = (0, 10, 0);
        foreach (var c in number)
        {
            if (!char.IsAsciiDigit(c))
            {
                continue;
            }
            last = c - '0';
            sum += weight > 1 ? last * weight : 0;
            weight--;
        }
        var check = 11 - (sum % 11);
        return check != 10 && check % 11 == last;
    }

    [GeneratedRegex(@"(?<![0-9])[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}

/// <summary>National Insurance numbers, without the prefixes that are never given out (HMRC, NIM39110).</summary>
internal sealed partial class NationalInsuranceRecogniser : IRecogniser
{
    public IEnumerable<Finding> Find(string text, KnownNames known) =>
        Pattern()
            .Matches(text)
            .Select(match => new Finding(
                match.Index,
                match.Length,
                FindingKinds.NationalInsuranceNumber,
                "nino-format",
                0.95
            ));

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:[ -]?[0-9]{2}){3}[ -]?[A-D](?![\p{L}\p{N}])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Pattern();
}
