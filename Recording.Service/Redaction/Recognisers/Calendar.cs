using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>Which dates there are (the Gregorian calendar). A year of two digits is of this century or the last.</summary>
internal static class Calendar
{
    private const string Months = "janfebmaraprmayjunjulaugsepoctnovdec";

    /// <summary>A leap year, for a date whose year is not said.</summary>
    private const int SomeYear = 2000;

    public static bool Exists(int year, int month, int day)
    {
        var full = year < 100 ? year + (year <= 30 ? 2000 : 1900) : year;
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(full, month);
    }

    /// <summary>The groups "day", "month" (in words) and perhaps "year" of a match.</summary>
    public static bool Exists(Match match)
    {
        Span<char> beginning = stackalloc char[3];
        match.Groups["month"].ValueSpan[..3].ToLowerInvariant(beginning);
        var month = Months.AsSpan().IndexOf(beginning) / 3 + 1;
        var year = match.Groups["year"];
        return Exists(
            year.Success ? int.Parse(year.ValueSpan, null) : SomeYear,
            month,
            int.Parse(match.Groups["day"].ValueSpan, null)
        );
    }
}
