using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Web.Frontend.Components.Parts;
using WebchatAspire.Web.Frontend.Language;

namespace WebchatAspire.Web.Frontend.Resident.Parts;

/// <summary>When a service answers, in the language of the page.</summary>
internal static class ServiceWords
{
    private static readonly DayOfWeek[] Week =
    [
        DayOfWeek.Monday,
        DayOfWeek.Tuesday,
        DayOfWeek.Wednesday,
        DayOfWeek.Thursday,
        DayOfWeek.Friday,
        DayOfWeek.Saturday,
        DayOfWeek.Sunday,
    ];

    /// <summary>Nobody answers now: a message can be left only.</summary>
    public static bool OnlyTakesMessages(Availability? availability) =>
        availability?.State is AvailabilityStates.Full or AvailabilityStates.Closed;

    /// <summary>Whether somebody answers now; null if nobody knows.</summary>
    public static string? Now(Availability? availability, Texts texts, DateTimeOffset now) =>
        availability switch
        {
            { State: AvailabilityStates.Available } => texts["avail.available"],
            { State: AvailabilityStates.Busy, ExpectedWaitSeconds: { } wait } => texts[
                "avail.busyWait",
                ("wait", texts.Wait(wait))
            ],
            { State: AvailabilityStates.Busy } => texts["avail.busy"],
            { State: AvailabilityStates.Full } => texts["avail.full"],
            { State: AvailabilityStates.Closed, OpensAt: { } opens } => texts[
                "avail.closedUntil",
                ("when", When(opens, texts, now))
            ],
            { State: AvailabilityStates.Closed } => texts["avail.closed"],
            _ => null,
        };

    /// <summary>The opening hours of the policy.</summary>
    public static string Hours(PolicyService service, Texts texts)
    {
        var separator = texts.Language.IsRightToLeft ? "؛ " : "; ";
        return $"{string.Join(separator, service.Opening.Select(opening => Hours(opening, texts)))}.";
    }

    /// <summary>That it is closed on bank holidays, if it is.</summary>
    public static string? Holidays(PolicyService service, Texts texts) =>
        service.Opening.Count > 0 && !service.Opening.Any(opening => opening.BankHolidays)
            ? texts["hours.holidays"]
            : null;

    private static string Hours(OpeningHours opening, Texts texts)
    {
        var days = Days(opening.Days, texts);
        return opening.Opens == opening.Closes
            ? texts["hours.allDay", ("days", days)]
            : texts[
                "hours.entry",
                ("days", days),
                ("opens", Words.Hour(opening.Opens)),
                ("closes", Words.Hour(opening.Closes))
            ];
    }

    private static string Days(IReadOnlyList<DayOfWeek> days, Texts texts)
    {
        var open = Week.Where(days.Contains).ToList();
        var isRun = Array.IndexOf(Week, open[^1]) - Array.IndexOf(Week, open[0]) == open.Count - 1;
        string Name(DayOfWeek day) => texts.Language.Culture.DateTimeFormat.GetDayName(day);
        return open.Count == Week.Length ? texts["hours.every"]
            : open.Count > 2 && isRun ? texts["hours.range", ("first", Name(open[0])), ("last", Name(open[^1]))]
            : string.Join(", ", open.Select(Name));
    }

    private static string When(DateTimeOffset at, Texts texts, DateTimeOffset now)
    {
        var days = Words.Day(at).DayNumber - Words.Day(now).DayNumber;
        var time = Words.Hour(at);
        return days switch
        {
            0 => texts["when.today", ("time", time)],
            1 => texts["when.tomorrow", ("time", time)],
            _ => texts["when.day", ("time", time), ("day", Words.NearDay(Words.Day(at)))],
        };
    }
}
