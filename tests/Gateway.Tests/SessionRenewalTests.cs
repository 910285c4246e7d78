using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using WebchatAspire.Gateway.Sessions;
using WebchatAspire.Gateway.Tests.Hosts;

namespace WebchatAspire.Gateway.Tests;

public sealed class SessionRenewalTests(Webchat webchat)
{
    /// <summary>Into the last minute of an access token, where it is renewed.</summary>
    private static readonly TimeSpan NearlyOver = TimeSpan.FromMinutes(9.5);

    [Fact]
    public async Task Requests_that_arrive_together_share_one_renewal_of_the_token()
    {
        using var browser = webchat.NewBrowser();
        await browser.SignInAsync("records.officer");
        var first = TokenOf(await browser.ReceivedAtAsync("/api/recordings"));
        webchat.GatewayClock.Shift += NearlyOver;

        var together = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => browser.ReceivedAtAsync("/api/recordings"))
        );
        var later = TokenOf(await browser.ReceivedAtAsync("/api/recordings"));

        var renewed = Assert.Single(together.Select(TokenOf).Distinct());
        Assert.NotEqual(first, renewed);
        Assert.Equal(renewed, later);
        Assert.Equal(new JsonWebToken(first).Subject, new JsonWebToken(renewed).Subject);
    }

    [Fact]
    public async Task A_role_that_was_taken_away_is_gone_with_the_next_renewal()
    {
        using var browser = webchat.NewBrowser();
        await browser.SignInAsync("approver");
        await IdentityDatabase.ExecuteAsync(
            webchat.Database.Owner,
            "update identity.staff set roles = '{}' where user_name = 'approver'"
        );
        webchat.GatewayClock.Shift += NearlyOver;

        using var session = await browser.GetAsync("/api/session");

        var view = await session.Content.ReadFromJsonAsync<Dictionary<string, object>>(
            TestContext.Current.CancellationToken
        );
        Assert.Equal("[]", view!["roles"].ToString());
    }

    [Fact]
    public async Task A_removed_account_has_no_session_after_the_next_renewal()
    {
        using var browser = webchat.NewBrowser();
        await browser.SignInAsync("records.officer2");
        await IdentityDatabase.ExecuteAsync(
            webchat.Database.Owner,
            "delete from identity.staff where user_name = 'records.officer2'"
        );
        webchat.GatewayClock.Shift += NearlyOver;

        using var session = await browser.GetAsync("/api/session");

        Assert.Equal(HttpStatusCode.Unauthorized, session.StatusCode);
        Assert.DoesNotContain(browser.Cookies.GetCookies(webchat.Address), cookie => cookie.Name == "webchat-session");
    }

    [Theory]
    [InlineData("lockout_end = now() + interval '1 day'")]
    [InlineData("security_stamp = 'that of another password'")]
    public async Task A_locked_account_or_a_changed_password_ends_the_session_with_the_next_renewal(string change)
    {
        using var browser = webchat.NewBrowser();
        await browser.SignInAsync("records.officer");
        await ChangeAsync(change);
        webchat.GatewayClock.Shift += NearlyOver;

        using var session = await browser.GetAsync("/api/session");
        using var staff = await browser.GetAsync("/staff");

        await ChangeAsync("lockout_end = null");
        Assert.Equal(HttpStatusCode.Unauthorized, session.StatusCode);
        Assert.Equal("/identity/account/sign-in", staff.RequestMessage!.RequestUri!.AbsolutePath);

        Task ChangeAsync(string column) =>
            IdentityDatabase.ExecuteAsync(
                webchat.Database.Owner,
                $"update identity.staff set {column} where user_name = 'records.officer'"
            );
    }

    [Fact]
    public async Task A_renewal_that_comes_after_the_end_of_its_session_does_not_bring_it_back()
    {
        var tickets = webchat.GatewayServices.GetRequiredService<RedisTicketStore>();
        var ticket = new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity("test")), "Cookies");
        var key = await tickets.StoreAsync(ticket);
        await tickets.RenewAsync(key, ticket);
        Assert.NotNull(await tickets.RetrieveAsync(key));

        await tickets.RemoveAsync(key);
        await tickets.RenewAsync(key, ticket);

        Assert.Null(await tickets.RetrieveAsync(key));
    }

    private static string TokenOf(Received received) => received.Headers["Authorization"]["Bearer ".Length..];
}
