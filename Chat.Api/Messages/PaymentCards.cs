using System.Globalization;

namespace WebchatAspire.Chat.Api.Messages;

/// <summary>
/// Masks payment card numbers, so that none gets into the record (PCI DSS 3.5 allows the last four digits to stay).
/// A card number has 13 to 19 digits in a length that its issuer uses, begins with that issuer's prefix and passes the
/// Luhn check (ISO/IEC 7812-1); a council's own reference practically never does all three, so it survives.
/// </summary>
internal static class PaymentCards
{
    private const int MinDigits = 13;
    private const int MaxDigits = 19;
    private const int Kept = 4;

    /// <summary>How many spaces and dashes in a row may stand between two digits of one number.</summary>
    private const int MaxGap = 3;

    /// <summary>The text with all digits of card numbers but the last four as asterisks; its length stays.</summary>
    public static string Mask(string text)
    {
        char[]? masked = null;
        for (var at = 0; at < text.Length; )
        {
            var groups = GroupsFrom(text, ref at);
            for (var first = 0; first < groups.Count; )
            {
                var used = CardAt(text, groups, first);
                if (used > 0)
                {
                    masked ??= text.ToCharArray();
                    Hide(masked, groups[first].Start, groups[first + used - 1].End);
                }
                first += Math.Max(1, used);
            }
        }
        return masked is null ? text : new string(masked);
    }

    /// <summary>
    /// The next run of digit groups with only spaces and dashes between them. A group is never split: a number that is
    /// written in one piece is a card as a whole or not at all.
    /// </summary>
    private static List<(int Start, int End)> GroupsFrom(string text, ref int at)
    {
        var groups = new List<(int Start, int End)>();
        while (at < text.Length && !IsDigit(text[at]))
        {
            at++;
        }
        while (at < text.Length && IsDigit(text[at]))
        {
            var start = at;
            while (at < text.Length && IsDigit(text[at]))
            {
                at++;
            }
            groups.Add((start, at));
            var next = at;
            while (next < text.Length && next - at < MaxGap && IsSeparator(text[next]))
            {
                next++;
            }
            if (next < text.Length && IsDigit(text[next]))
            {
                at = next;
            }
        }
        return groups;
    }

    /// <summary>How many groups from <paramref name="first"/> on make the longest card number, or 0.</summary>
    private static int CardAt(string text, List<(int Start, int End)> groups, int first)
    {
        Span<int> digits = stackalloc int[MaxDigits];
        int count = 0,
            found = 0;
        for (var group = first; group < groups.Count; group++)
        {
            var (start, end) = groups[group];
            if (count + end - start > MaxDigits)
            {
                break;
            }
            for (var i = start; i < end; i++)
            {
                digits[count++] = CharUnicodeInfo.GetDecimalDigitValue(text[i]);
            }
            if (count >= MinDigits && IsIssued(digits[..count]) && PassesLuhn(digits[..count]))
            {
                found = group - first + 1;
            }
        }
        return found;
    }

    private static void Hide(char[] text, int start, int end)
    {
        var kept = 0;
        for (var i = end - 1; i >= start; i--)
        {
            if (IsDigit(text[i]) && kept++ >= Kept)
            {
                text[i] = '*';
            }
        }
    }

    /// <summary>ISO/IEC 7812-1 annex B: every second digit from the right doubled, digit sums a multiple of ten.</summary>
    private static bool PassesLuhn(ReadOnlySpan<int> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] << (i & 1);
            sum += digit > 9 ? digit - 9 : digit;
        }
        return sum % 10 == 0;
    }

    /// <summary>Whether an issuer hands out numbers with this beginning in this length.</summary>
    private static bool IsIssued(ReadOnlySpan<int> digits)
    {
        var six = 0;
        for (var i = 0; i < 6; i++)
        {
            six = six * 10 + digits[i];
        }
        var length = digits.Length;
        return (six / 10_000, six / 100) switch
        {
            (>= 40 and <= 49, _) => length is 13 or 16 or 19, // Visa
            (>= 51 and <= 55, _) or (_, >= 2221 and <= 2720) => length is 16, // Mastercard
            (34 or 37, _) => length is 15, // American Express
            (36 or 38 or 39, _) or (30, _) => length >= 14, // Diners Club
            (_, >= 3528 and <= 3589) => length >= 16, // JCB
            (62, _) or (81, _) => length >= 16, // UnionPay
            (_, 6011) or (64, _) or (65, _) => length >= 16, // Discover
            (50, _) or (>= 56 and <= 69, _) => true, // Maestro
            _ => false,
        };
    }

    private static bool IsDigit(char c) => char.IsDigit(c);

    // Invisible format characters too: text pasted from a page may carry them between the groups.
    private static bool IsSeparator(char c) =>
        CharUnicodeInfo.GetUnicodeCategory(c)
            is UnicodeCategory.SpaceSeparator
                or UnicodeCategory.DashPunctuation
                or UnicodeCategory.Format
        || c is '\u2212' or '\t';
}
