using System.Globalization;
using WebchatAspire.Web.Frontend.Language;

namespace WebchatAspire.Web.Frontend.Components.Parts;

/// <summary>Times as people read them, in the language of the page and the council's time zone.</summary>
internal static class Words
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    /// <summary>Such as <c>25 November 2026, 9:41am</c>.</summary>
    public static string DateAndTime(DateTimeOffset at) => $"{Date(at)}{Languages.Current.Comma} {Time(at)}";

    public static string Date(DateTimeOffset at) => Date(Day(at));

    public static string Date(DateOnly date) => date.ToString(Languages.Current.DatePattern, Languages.Current.Culture);

    /// <summary>A day that is near, such as <c>Wednesday 25 November</c>.</summary>
    public static string NearDay(DateOnly date) =>
        date.ToString(Languages.Current.DayPattern, Languages.Current.Culture);

    public static string Time(DateTimeOffset at) =>
        Local(at).ToString(Languages.Current.TimePattern, Languages.Current.Culture);

    /// <summary>For figures that change from one second to the next.</summary>
    public static string ToTheSecond(DateTimeOffset at) => Local(at).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>For evidence: such as <c>25 November 2026, 09:41:07</c>.</summary>
    public static string DateToTheSecond(DateTimeOffset at) => $"{Date(at)}{Languages.Current.Comma} {ToTheSecond(at)}";

    /// <summary>The instant of a local date and time; of an hour that the clocks repeat, the later one.</summary>
    public static DateTimeOffset Instant(DateTime local) =>
        new DateTimeOffset(local, London.GetUtcOffset(local)).ToUniversalTime();

    /// <summary>A time of a timetable, without minutes where the language can leave them out: <c>9am</c>.</summary>
    public static string Hour(TimeOnly time)
    {
        var language = Languages.Current;
        var isFull = time.Minute == 0 && language.TimePattern.Contains("tt", StringComparison.Ordinal);
        var pattern = isFull ? language.TimePattern.Replace(":mm", "", StringComparison.Ordinal) : language.TimePattern;
        return time.ToString(pattern, language.Culture);
    }

    public static string Hour(DateTimeOffset at) => Hour(TimeOnly.FromDateTime(Local(at).DateTime));

    /// <summary>The day on which it is there.</summary>
    public static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(Local(at).DateTime);

    /// <summary>For the value of a date field.</summary>
    public static string DateValue(DateOnly date) => date.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>A code in kebab case as the staff read it: <c>Legal order</c>.</summary>
    public static string OfCode(string code) =>
        code.Length == 0 ? code : char.ToUpperInvariant(code[0]) + code[1..].Replace('-', ' ');

    /// <summary>For the <c>datetime</c> attribute.</summary>
    public static string Machine(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>How long somebody has waited, for the staff.</summary>
    public static string Waiting(TimeSpan time) =>
        time.TotalMinutes < 1 ? "less than a minute"
        : time.TotalMinutes < 2 ? "1 minute"
        : time.TotalHours < 1 ? $"{(int)time.TotalMinutes} minutes"
        : time.TotalHours < 2 ? "over an hour"
        : $"over {(int)time.TotalHours} hours";

    /// <summary>What a language is called, for the staff, by its BCP 47 tag.</summary>
    public static string Language(string tag) => CultureInfo.GetCultureInfo(tag).EnglishName;

    private static DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, London);
}
