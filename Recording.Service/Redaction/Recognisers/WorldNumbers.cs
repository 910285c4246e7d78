using PhoneNumbers;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// International numbers by libphonenumber's metadata. After a plus a possible length is enough; after 00 the number
/// has to be one that is handed out, because other numbers begin with zeros too.
/// </summary>
internal static class WorldNumbers
{
    private const int FewestDigits = 8;
    private const int MostDigits = 16;

    /// <param name="digits">With the country's code and without a plus or 00.</param>
    public static bool IsInternational(ReadOnlySpan<char> digits, bool plus)
    {
        if (digits.Length is < FewestDigits or > MostDigits || digits[0] == '0')
        {
            return false;
        }
        if (digits.StartsWith("44"))
        {
            // "+44 (0)20 …": the zero of the national form.
            return UkNumbers.IsNational(digits[2] == '0' ? digits[2..] : $"0{digits[2..]}");
        }
        var library = PhoneNumberUtil.GetInstance();
        try
        {
            var number = library.Parse($"+{digits}", null);
            return library.IsValidNumber(number)
                || (plus && library.IsPossibleNumberWithReason(number) == PhoneNumberUtil.ValidationResult.IS_POSSIBLE);
        }
        catch (NumberParseException)
        {
            return false;
        }
    }
}
