namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>Check digits of numbers that people carry.</summary>
internal static class Checksums
{
    /// <summary>The last of ten digits is a modulus 11 check (NHS Data Dictionary, "NHS NUMBER").</summary>
    public static bool IsNhsNumber(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < 9; i++)
        {
            sum += (digits[i] - '0') * (10 - i);
        }
        var check = 11 - (sum % 11);
        return check != 10 && check % 11 == digits[9] - '0';
    }

    /// <summary>ISO/IEC 7064 MOD 97-10 over a rearranged IBAN (ISO 13616-1).</summary>
    public static bool IsIban(ReadOnlySpan<char> iban)
    {
        var remainder = 0;
        for (var i = 0; i < iban.Length; i++)
        {
            var c = iban[(i + 4) % iban.Length];
            remainder = char.IsAsciiDigit(c) ? remainder * 10 + c - '0' : remainder * 100 + c - 'A' + 10;
            remainder %= 97;
        }
        return remainder == 1;
    }

    /// <summary>The check digit of a machine readable zone: weights 7, 3, 1, modulus 10 (ICAO Doc 9303 part 3, 4.9).</summary>
    public static bool IsMachineReadable(ReadOnlySpan<char> field, char check)
    {
        var sum = 0;
        for (var i = 0; i < field.Length; i++)
        {
            var value = field[i] switch
            {
                '<' => 0,
                >= '0' and <= '9' => field[i] - '0',
                _ => field[i] - 'A' + 10,
            };
            sum +=
                value
                * (i % 3) switch
                {
                    0 => 7,
                    1 => 3,
                    _ => 1,
                };
        }
        return sum % 10 == check - '0';
    }
}
