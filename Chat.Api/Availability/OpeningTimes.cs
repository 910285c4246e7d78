using PublicHoliday;
using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.Chat.Api.Availability;

/// <summary>
/// When a service is open, by the hours of the policy in its time zone and the bank holidays of England. An hour that a
/// change of the clocks leaves out or repeats counts for whoever comes: a service opens not later and closes not earlier.
/// </summary>
internal sealed class OpeningTimes(IReadOnlyList<OpeningHours> hours, TimeZoneInfo zone)
{
    /// <summary>The longest a service may stay closed and still be said to open again: more than any row of holidays.</summary>
    private const int Horizon = 15;

    private static readonly UKBankHoliday BankHolidays = new(UKBankHoliday.UkCountries.England);

    /// <summary>When it closes, if it is open; null if it is closed.</summary>
    /// <returns><see cref="DateTimeOffset.MaxValue"/> if it does not close within two weeks.</returns>
    public DateTimeOffset? ClosesAfter(DateTimeOffset at)
    {
        var spans = Spans(at);
        return
            spans
                .Where(span => span.From <= at && at < span.To)
                .Select(span => (DateTimeOffset?)span.To)
                .FirstOrDefault()
                is { } end
            ? end >= at.AddDays(Horizon - 1)
                ? DateTimeOffset.MaxValue
                : end
            : null;
    }

    /// <summary>The next opening after a time at which it is closed; null if there is none within two weeks.</summary>
    public DateTimeOffset? OpensAfter(DateTimeOffset at) =>
        Spans(at).Where(span => span.From > at).Select(span => (DateTimeOffset?)span.From).FirstOrDefault();

    /// <summary>The times at which it is open around a time, in order; those that touch are one.</summary>
    private List<(DateTimeOffset From, DateTimeOffset To)> Spans(DateTimeOffset at)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
        var spans = new List<(DateTimeOffset From, DateTimeOffset To)>();
        foreach (
            var span in Enumerable
                .Range(-1, Horizon + 1)
                .SelectMany(day => OfDay(today.AddDays(day)))
                .OrderBy(span => span.From)
        )
        {
            if (spans is [.., var last] && span.From <= last.To)
            {
                spans[^1] = (last.From, span.To > last.To ? span.To : last.To);
            }
            else
            {
                spans.Add(span);
            }
        }
        return spans;
    }

    private IEnumerable<(DateTimeOffset From, DateTimeOffset To)> OfDay(DateOnly day)
    {
        var isHoliday = BankHolidays.IsBankHoliday(day.ToDateTime(TimeOnly.MinValue));
        return hours
            .Where(open => open.Days.Contains(day.DayOfWeek) && (open.BankHolidays || !isHoliday))
            .Select(open =>
                (
                    Instant(day.ToDateTime(open.Opens), earlier: true),
                    Instant((open.Closes > open.Opens ? day : day.AddDays(1)).ToDateTime(open.Closes), earlier: false)
                )
            );
    }

    private DateTimeOffset Instant(DateTime local, bool earlier)
    {
        if (zone.IsInvalidTime(local))
        {
            local = local.AddHours(1);
        }
        var offset = zone.IsAmbiguousTime(local)
            ? earlier
                ? zone.GetAmbiguousTimeOffsets(local).Max()
                : zone.GetAmbiguousTimeOffsets(local).Min()
            : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
