using System.Globalization;
using System.Net;
using System.Text.Json;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>Restrictions end by themselves, at their date, and that is testified once.</summary>
public sealed class RestrictionWatchTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    private const string Officer = "the-officer";

    private string OfficerToken => application.Issuer.Staff(Officer, ["records-officer"]);
    private string ApproverToken => application.Issuer.Staff("the-approver", ["approver"]);

    [Fact]
    public async Task It_ends_at_its_date_and_two_replicas_testify_it_once()
    {
        BeginAtNoon();
        await using var other = application.Start(application.Database.App);
        var decision = await application.RestrictedPermitAsync(Officer);
        var confirmed = await RequestAsync(decision, days: 2);
        await ConfirmAsync(confirmed);
        var unanswered = await RequestAsync(decision, days: 1);

        application.Clock.Advance(TimeSpan.FromHours(24));
        await EndedAsync(unanswered);
        Assert.Equal(["requested", "ended"], await OutcomesAsync(unanswered));
        Assert.Equal(["requested", "confirmed"], await OutcomesAsync(confirmed));
        Assert.True(await IsInForceAsync(decision));

        // Over at its date, whether or not that is written down yet.
        application.Clock.Advance(TimeSpan.FromHours(24));
        Assert.False(await IsInForceAsync(decision));
        await EndedAsync(confirmed);
        application.Clock.Advance(TimeSpan.FromHours(1));
        // What comes after a restriction that is due now has been watched by both.
        var later = await RequestAsync(await application.RestrictedPermitAsync(Officer), days: 1);
        application.Clock.Advance(TimeSpan.FromHours(24));
        await EndedAsync(later);

        Assert.Equal(["requested", "confirmed", "ended"], await OutcomesAsync(confirmed));
        Assert.Equal(["requested", "ended"], await OutcomesAsync(unanswered));
    }

    [Fact]
    public async Task What_has_come_to_its_date_is_not_confirmed_or_lifted_any_more()
    {
        BeginAtNoon();
        var decision = await application.RestrictedPermitAsync(Officer);
        var confirmed = await RequestAsync(decision, days: 1);
        await ConfirmAsync(confirmed);
        var requested = await RequestAsync(decision, days: 1);

        application.Clock.Advance(TimeSpan.FromHours(24));

        foreach (var (id, answer) in new[] { (requested, "confirm"), (requested, "refuse"), (confirmed, "lift") })
        {
            var response = await application.PostAsync($"/api/restrictions/{id}/{answer}", null, ApproverToken);
            Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        }
    }

    [Fact]
    public async Task A_restriction_is_carried_on_while_one_is_in_force_and_not_taken_up_again_afterwards()
    {
        BeginAtNoon();
        var decision = await application.RestrictedPermitAsync(Officer);
        await ConfirmAsync(await RequestAsync(decision, days: 2));

        // The permit itself has ended long ago.
        application.Clock.Advance(TimeSpan.FromHours(20));
        await ConfirmAsync(await RequestAsync(decision, days: 4));
        application.Clock.Advance(TimeSpan.FromHours(48));
        Assert.True(await IsInForceAsync(decision));

        application.Clock.Advance(TimeSpan.FromHours(72));
        Assert.False(await IsInForceAsync(decision));
        var again = await PostAsync(decision, days: 4);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Equal("permit-ended", (await PolicyApplication.ReadAsync(again)).GetProperty("code").GetString());
    }

    private Task<HttpResponseMessage> PostAsync(Guid decision, int days) =>
        application.PostAsync(
            "/api/restrictions",
            new
            {
                decisionId = decision,
                ground = "tax-or-duty",
                authority = "CT/1",
                endsOn = Today.AddDays(days).ToString("O", CultureInfo.InvariantCulture),
            },
            OfficerToken
        );

    private async Task<Guid> RequestAsync(Guid decision, int days)
    {
        var response = await PostAsync(decision, days);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await PolicyApplication.ReadAsync(response)).GetProperty("id").GetGuid();
    }

    private async Task ConfirmAsync(Guid id)
    {
        var response = await application.PostAsync($"/api/restrictions/{id}/confirm", null, ApproverToken);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    /// <summary>Both replicas look once a minute, by a clock that goes on here.</summary>
    private Task EndedAsync(Guid id) =>
        Until.TrueAsync(async () =>
        {
            application.Clock.Advance(TimeSpan.FromMinutes(1));
            return (await OutcomesAsync(id))[^1] == "ended";
        });

    private async Task<bool> IsInForceAsync(Guid decision)
    {
        var response = await application.GetAsync(
            $"/api/restrictions?decisionId={decision}&state=confirmed",
            ApproverToken
        );
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await PolicyApplication.ReadAsync(response)).GetProperty("restrictions").GetArrayLength() > 0;
    }

    private async Task<IReadOnlyList<string?>> OutcomesAsync(Guid id) =>
        [
            .. (await application.Database.EntriesAsync())
                .Where(one => one.Entry.Contains(id.ToString(), StringComparison.Ordinal))
                .Select(one => JsonElement.Parse(one.Entry).GetProperty("outcome").GetString()),
        ];

    private DateOnly Today =>
        DateOnly.FromDateTime(
            TimeZoneInfo.ConvertTimeBySystemTimeZoneId(application.Clock.GetUtcNow(), "Europe/London").DateTime
        );

    /// <summary>Tests begin at noon, so that a day's difference is one day whatever the clocks do at night.</summary>
    private void BeginAtNoon() =>
        application.Clock.SetUtcNow(
            new DateTimeOffset(application.Clock.GetUtcNow().UtcDateTime.Date.AddHours(36), TimeSpan.Zero)
        );
}
