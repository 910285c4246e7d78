using System.Text;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>What two spellings of one number or address have in common: letters and digits, in small letters.</summary>
internal static class TextKeys
{
    /// <summary>A national number without the zero or the country's code in front.</summary>
    private const int SignificantDigits = 10;

    /// <summary>"+44 (0) ".</summary>
    private const int LongestPrefix = 8;

    public static string Of(string text) => Compact(FoldedText.Of(text).Value).Compact;

    public static string OfPhone(string text)
    {
        var key = Of(text);
        return key.Length > SignificantDigits ? key[^SignificantDigits..] : key;
    }

    /// <summary>The key of a whole text, and where in it each character of the key stands.</summary>
    /// <param name="text">Folded.</param>
    public static (string Compact, List<int> Positions) Compact(string text)
    {
        var compact = new StringBuilder(text.Length);
        var positions = new List<int>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsLetterOrDigit(text[i]))
            {
                compact.Append(char.ToLowerInvariant(text[i]));
                positions.Add(i);
            }
        }
        return (compact.ToString(), positions);
    }

    /// <summary>With the zero, the plus and the country's code that stand before a number's significant digits.</summary>
    public static int WithPhonePrefix(string text, int start)
    {
        var first = Math.Max(0, start - LongestPrefix);
        while (
            start > first
            && (
                text[start - 1] is '0' or '4' or '+' or '(' or ')'
                || (text[start - 1] is ' ' or '-' && start > 1 && text[start - 2] is '0' or '4' or ')')
            )
        )
        {
            start--;
        }
        return start;
    }

    public static bool IsWhole(string text, int start, int end) =>
        (start == 0 || !char.IsLetterOrDigit(text[start - 1]))
        && (end == text.Length || !char.IsLetterOrDigit(text[end]));
}
