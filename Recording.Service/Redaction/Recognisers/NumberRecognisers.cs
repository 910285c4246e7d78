using System.Text.RegularExpressions;
using WebchatAspire.ServiceDefaults.PersonalData;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// Payment cards of whatever issuer: better a long number is masked without need than a card shown. Other numbers survive
/// by their check digit.
/// </summary>
internal sealed class PaymentCardRecogniser : IRecogniser
{
    public IEnumerable<Finding> Find(string text, KnownNames known) =>
        PaymentCardNumbers
            .Find(text, anyIssuer: true)
            .Select(card => new Finding(card.Start, card.End - card.Start, FindingKinds.PaymentCard, "luhn", 0.97));
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
