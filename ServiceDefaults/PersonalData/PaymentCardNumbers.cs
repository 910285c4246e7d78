using System.Globalization;

namespace WebchatAspire.ServiceDefaults.PersonalData;

/// <summary>
/// Finds payment card numbers in a text. A card number has 13 to 19 digits, in whatever groups they are written, and
/// passes the Luhn check (ISO/IEC 7812-1); cards that are handed out also begin with an issuer's prefix in a length that
/// this issuer uses. A council's own reference practically never does all three.
/// </summary>
public static class PaymentCardNumbers
{
    private const int MinDigits = 13;
    private const int MaxDigits = 19;

    /// <summary>How many separators in a row may stand between two digits of one number.</summary>
    private const int MaxGap = 3;

    /// <summary>The numbers in the order of the text, none overlapping another.</summary>
    /// <param name="anyIssuer">Also takes numbers that no known issuer hands out but whose first digit is a card's.</param>
    public static IEnumerable<(int Start, int End)> Find(string text, bool anyIssuer = false)
    {
        for (var at = 0; at < text.Length; )
        {
            var groups = GroupsFrom(text, ref at);
            for (var first = 0; first < groups.Count; )
            {
                var used = CardAt(text, groups, first, anyIssuer);
                if (used > 0)
                {
                    yield return (groups[first].Start, groups[first + used - 1].End);
                }
                first += Math.Max(1, used);
            }
        }
    }

    /// <summary>
    /// The next run of digit groups with only a few separators between them. A group is never split: a number that is
    /// written in one piece is a card as a whole or not at all.
    /// </summary>
    private static List<(int Start, int End)> GroupsFrom(string text, ref int at)
    {
        var groups = new List<(int Start, int End)>();
        while (at < text.Length && !char.IsDigit(text[at]))
        {
            at++;
        }
        while (at < text.Length && char.IsDigit(text[at]))
        {
            var start = at;
            while (at < text.Length && char.IsDigit(text[at]))
            {
                at++;
            }
            groups.Add((start, at));
            var next = at;
            while (next < text.Length && next - at < MaxGap && IsSeparator(text[next]))
            {
                next++;
            }
            if (next < text.Length && char.IsDigit(text[next]))
            {
                at = next;
            }
        }
        return groups;
    }

    /// <summary>How many groups from <paramref name="first"/> on make the longest card number, or 0.</summary>
    private static int CardAt(string text, List<(int Start, int End)> groups, int first, bool anyIssuer)
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
            var number = digits[..count];
            if (
                count >= MinDigits
                && (IsIssued(number) || (anyIssuer && number[0] is >= 2 and <= 6))
                && PassesLuhn(number)
            )
            {
                found = group - first + 1;
            }
        }
        return found;
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

    // Invisible format characters too: text pasted from a page may carry them between the groups.
    private static bool IsSeparator(char c) =>
        CharUnicodeInfo.GetUnicodeCategory(c)
            is UnicodeCategory.SpaceSeparator
                or UnicodeCategory.DashPunctuation
                or UnicodeCategory.Format
        || c is '\u2212' or '\t' or '\n' or '.' or '/' or '_';
}
