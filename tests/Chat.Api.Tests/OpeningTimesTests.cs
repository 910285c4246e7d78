using System.Globalization;
using WebchatAspire.Chat.Api.Availability;
using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.Chat.Api.Tests;

/// <summary>Opening hours against the calendar: bank holidays of England, nights, and the changes of the clocks.</summary>
public sealed class OpeningTimesTests
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    private static readonly DayOfWeek[] Weekdays =
    [
        DayOfWeek.Monday,
        DayOfWeek.Tuesday,
        DayOfWeek.Wednesday,
        DayOfWeek.Thursday,
        DayOfWeek.Friday,
    ];

    private static readonly OpeningTimes Office = Times(Weekdays, "09:00", "17:00", bankHolidays: false);
    private static readonly OpeningTimes Night = Times(
        Enum.GetValues<DayOfWeek>(),
        "18:00",
        "08:00",
        bankHolidays: true
    );

    [Theory]
    [InlineData("2026-11-25T09:00:00Z", "2026-11-25T17:00:00Z")]
    [InlineData("2026-11-25T16:59:59Z", "2026-11-25T17:00:00Z")]
    [InlineData("2026-07-01T08:00:00Z", "2026-07-01T16:00:00Z")] // Summer time.
    public void It_is_open_until_it_closes(string at, string closes) =>
        Assert.Equal(Instant(closes), Office.ClosesAfter(Instant(at)));

    [Theory]
    [InlineData("2026-11-25T17:00:00Z", "2026-11-26T09:00:00Z")]
    [InlineData("2026-11-27T18:00:00Z", "2026-11-30T09:00:00Z")] // Over a weekend.
    [InlineData("2026-12-24T17:00:00Z", "2026-12-29T09:00:00Z")] // Christmas, a Saturday's substitute, a weekend.
    [InlineData("2026-04-02T16:30:00Z", "2026-04-07T08:00:00Z")] // Good Friday to Easter Monday, after the clocks changed.
    [InlineData("2026-05-04T10:00:00Z", "2026-05-05T08:00:00Z")] // Early May.
    public void It_opens_again_on_the_next_working_day(string at, string opens)
    {
        Assert.Null(Office.ClosesAfter(Instant(at)));
        Assert.Equal(Instant(opens), Office.OpensAfter(Instant(at)));
    }

    [Theory]
    [InlineData("2026-11-25T23:30:00Z", "2026-11-26T08:00:00Z")]
    [InlineData("2026-12-25T02:00:00Z", "2026-12-25T08:00:00Z")]
    [InlineData("2026-03-29T00:30:00Z", "2026-03-29T07:00:00Z")] // The night in which the clocks go forward.
    [InlineData("2026-10-25T00:30:00Z", "2026-10-25T08:00:00Z")] // And back.
    public void A_night_service_goes_on_over_midnight(string at, string closes) =>
        Assert.Equal(Instant(closes), Night.ClosesAfter(Instant(at)));

    [Fact]
    public void A_service_that_is_open_all_day_does_not_close() =>
        Assert.Equal(
            DateTimeOffset.MaxValue,
            Times(Enum.GetValues<DayOfWeek>(), "00:00", "00:00", bankHolidays: true)
                .ClosesAfter(Instant("2026-12-25T12:00:00Z"))
        );

    [Fact]
    public void A_service_without_hours_never_opens() =>
        Assert.Null(new OpeningTimes([], London).OpensAfter(Instant("2026-11-25T12:00:00Z")));

    [Fact]
    public void What_is_said_of_the_next_opening_and_closing_holds_at_every_quarter_of_an_hour_of_a_year()
    {
        OpeningTimes[] services = [Office, Night];
        for (var at = Instant("2026-01-01T00:00:00Z"); at.Year == 2026; at = at.AddMinutes(15))
        {
            foreach (var service in services)
            {
                if (service.ClosesAfter(at) is { } closes)
                {
                    Assert.True(closes > at);
                    Assert.NotNull(service.ClosesAfter(closes.AddSeconds(-1)));
                    Assert.Null(service.ClosesAfter(closes));
                }
                else
                {
                    var opens = service.OpensAfter(at)!.Value;
                    Assert.True(opens > at);
                    Assert.NotNull(service.ClosesAfter(opens));
                    Assert.Null(service.ClosesAfter(opens.AddSeconds(-1)));
                }
            }
        }
    }

    private static OpeningTimes Times(DayOfWeek[] days, string opens, string closes, bool bankHolidays) =>
        new(
            [
                new OpeningHours(
                    days,
                    TimeOnly.Parse(opens, CultureInfo.InvariantCulture),
                    TimeOnly.Parse(closes, CultureInfo.InvariantCulture),
                    bankHolidays
                ),
            ],
            London
        );

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
