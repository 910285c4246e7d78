using System.Text;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>Numbers that are written as they are said: "oh seven seven double oh nine hundred".</summary>
internal static class SpokenDigits
{
    private static readonly string[] Words =
    [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
    ];

    /// <summary>The digits, with the letter O read as a zero.</summary>
    public static string WithoutLetterO(ReadOnlySpan<char> written)
    {
        var digits = new StringBuilder(written.Length);
        foreach (var c in written)
        {
            _ =
                c is 'o' or 'O' ? digits.Append('0')
                : char.IsAsciiDigit(c) ? digits.Append(c)
                : digits;
        }
        return digits.ToString();
    }

    /// <summary>The digits that are said, or nothing if a word is none.</summary>
    public static string Read(ReadOnlySpan<char> spoken)
    {
        var digits = new StringBuilder();
        var times = 1;
        foreach (var range in spoken.SplitAny(" ,.-"))
        {
            var word = spoken[range].ToString().ToLowerInvariant();
            if (word is "double")
            {
                times = 2;
            }
            else if (word is "triple" or "treble")
            {
                times = 3;
            }
            else if (word is "hundred")
            {
                digits.Append("00");
            }
            else if (word.Length > 0)
            {
                var digit = word is "oh" or "o" or "nought" ? 0 : Array.IndexOf(Words, word);
                digits.Append(digit >= 0 ? new string((char)('0' + digit), times) : word);
                times = 1;
            }
        }
        return digits.ToString();
    }
}
