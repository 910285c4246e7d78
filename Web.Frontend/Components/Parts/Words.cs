using System.Globalization;

namespace WebchatAspire.Web.Frontend.Components.Parts;

/// <summary>Times and lengths as people read them, in the council's time zone.</summary>
internal static class Words
{
    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    /// <summary>Such as <c>25 November 2026, 9:41am</c>.</summary>
    public static string DateAndTime(DateTimeOffset at) => $"{Date(at)}, {Time(at)}";

    public static string Date(DateTimeOffset at) => Local(at).ToString("d MMMM yyyy", British);

    public static string Date(DateOnly date) => date.ToString("d MMMM yyyy", British);

    public static string Time(DateTimeOffset at) => Local(at).ToString("h:mmtt", British).ToLowerInvariant();

    /// <summary>For the <c>datetime</c> attribute.</summary>
    public static string Machine(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Waiting(TimeSpan time) =>
        time.TotalMinutes < 1 ? "less than a minute"
        : time.TotalMinutes < 2 ? "1 minute"
        : time.TotalHours < 1 ? $"{(int)time.TotalMinutes} minutes"
        : time.TotalHours < 2 ? "over an hour"
        : $"over {(int)time.TotalHours} hours";

    public static string Months(int months) =>
        months % 12 != 0 || months < 24 ? $"{months} months" : $"{months / 12} years";

    private static DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, London);
}
