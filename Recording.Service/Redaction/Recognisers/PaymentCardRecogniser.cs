using System.Text.RegularExpressions;
using WebchatAspire.ServiceDefaults.PersonalData;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// Payment cards: a Luhn check digit (ISO/IEC 7812-1) and a beginning and length that an issuer uses. A number of no
/// known issuer passes as one too, for better it is masked without need than a card shown, unless the words before it
/// say that it is something else: an IMEI has the same check digit.
/// </summary>
internal sealed partial class PaymentCardRecogniser : IRecogniser
{
    public bool NeedsDigit => true;

    public IEnumerable<Finding> Find(string text, KnownNames known)
    {
        foreach (var (start, end) in PaymentCardNumbers.Find(text, anyIssuer: true))
        {
            // A number that goes on in letters is a code of something.
            var isPart =
                (start > 0 && char.IsLetter(text[start - 1])) || (end < text.Length && char.IsLetter(text[end]));
            if (!isPart && (Cue().IsMatch(Context.Before(text, start)) || !Context.IsThing(text, start)))
            {
                yield return new Finding(start, end - start, FindingKinds.PaymentCard, "luhn", 0.97);
            }
        }
    }

    [GeneratedRegex(
        @"(?<!\p{L})(?:card|visa|mastercard|amex|american express|maestro|debit|credit)(?!\p{L})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Cue();
}
