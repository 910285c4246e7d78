namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// The shape of national numbers in the United Kingdom (Ofcom, National Telephone Numbering Plan, Part B). Which blocks
/// are handed out changes from week to week and is not looked at, so that the numbers for drama count too.
/// </summary>
internal static class UkNumbers
{
    /// <param name="digits">With the leading 0.</param>
    public static bool IsNational(ReadOnlySpan<char> digits) =>
        digits is ['0', ..]
        && !HasOneDigitOnly(digits)
        && (digits.Length, digits[1], digits.Length > 2 ? digits[2] : '\0') switch
        {
            (11, '1', >= '1' and <= '9') => true, // geographic
            (10, '1', >= '2' and <= '9') => digits[3] != '1' && digits[2] != '1', // some areas with five digits after
            (11, '2', '0' or '3' or '4' or '8' or '9') => true,
            (11, '3', '0' or '3' or '4' or '7') => true,
            (11, '5', '5' or '6') => true, // corporate and voice over internet
            (11, '7', >= '0' and <= '9') => true, // personal, pagers, mobiles
            (11, '8', '0' or '4' or '7') => true,
            (10, '8', '0') => digits.StartsWith("0800"),
            (8, '8', '0') => digits is "08001111",
            (11, '9', '0' or '1' or '8') => true,
            _ => false,
        };

    private static bool HasOneDigitOnly(ReadOnlySpan<char> digits) => !digits[1..].ContainsAnyExcept(digits[1]);
}
