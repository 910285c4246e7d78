using PhoneNumbers;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>Phone numbers as libphonenumber knows them: United Kingdom ones, and international ones after a plus.</summary>
internal sealed class PhoneRecogniser : IRecogniser
{
    private const int MinDigits = 7;

    public IEnumerable<Finding> Find(string text, KnownNames known) =>
        // The library is slow, and most messages have no digits.
        text.Count(char.IsDigit) < MinDigits
            ? []
            : PhoneNumberUtil
                .GetInstance()
                .FindNumbers(text, "GB", PhoneNumberUtil.Leniency.VALID, long.MaxValue)
                .Select(match => new Finding(match.Start, match.Length, FindingKinds.Phone, "libphonenumber", 0.9));
}
