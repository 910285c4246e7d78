using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using WebchatAspire.Gateway.Sessions;
using WebchatAspire.Gateway.Tests.Hosts;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Gateway.Tests;

/// <summary>A recent proof of who somebody is, where a service asks for one.</summary>
public sealed class StepUpTests(Webchat webchat)
{
    private const string Page = "/staff/recordings";
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_token_says_when_its_owner_gave_their_password_and_goes_on_saying_so_when_it_is_renewed()
    {
        using var browser = webchat.NewBrowser();
        var before = DateTimeOffset.UtcNow;
        await browser.SignInAsync("trainer");
        var first = await SignedInAtAsync(browser);
        webchat.GatewayClock.Shift += TimeSpan.FromMinutes(9.5);

        var renewed = await SignedInAtAsync(browser);

        Assert.InRange(first, before.AddSeconds(-1), DateTimeOffset.UtcNow);
        Assert.Equal(first, renewed);
    }

    [Fact]
    public async Task Who_is_sent_to_prove_again_who_they_are_gives_their_password_although_their_session_goes_on()
    {
        using var browser = webchat.NewBrowser();
        await browser.SignInAsync("analyst");
        var first = await SignedInAtAsync(browser);
        // Tokens tell the time in seconds.
        await Until.TrueAsync(() =>
            Task.FromResult(DateTimeOffset.UtcNow.ToUnixTimeSeconds() > first.ToUnixTimeSeconds())
        );

        using var form = await browser.GetAsync($"/sign-in?maxAge=86400&returnUrl={Page}");
        using var page = await browser.SubmitAsync(
            form,
            new() { ["userName"] = "analyst", ["password"] = Webchat.DemoPassword }
        );

        Assert.Equal(Page, page.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.True(await SignedInAtAsync(browser) > first);
    }

    [Fact]
    public async Task The_provider_asks_for_the_password_when_its_own_session_is_older_than_a_client_will_have_it()
    {
        using var browser = webchat.NewBrowser();
        await browser.SignInAsync("auditor");
        Leave(browser);
        using var recent = await browser.GetAsync($"/sign-in?maxAge=86400&returnUrl={Page}");
        Leave(browser);

        using var old = await browser.GetAsync($"/sign-in?maxAge=0&returnUrl={Page}");

        Assert.Equal(Page, recent.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal("/identity/account/sign-in", old.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("86401")]
    [InlineData("1e3")]
    [InlineData("99999999999999999999")]
    [InlineData("ten")]
    public async Task What_is_no_number_of_seconds_asks_for_nothing(string maxAge)
    {
        using var browser = webchat.NewBrowser();
        await browser.SignInAsync("auditor");
        Leave(browser);

        using var page = await browser.GetAsync($"/sign-in?maxAge={maxAge}&acr=gold&returnUrl={Page}");

        Assert.Equal(Page, page.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Theory]
    [InlineData(600, null, true)]
    [InlineData(615, null, false)]
    [InlineData(null, null, false)]
    [InlineData(0, "gold", true)]
    [InlineData(0, "silver", false)]
    public void A_provider_that_does_not_do_as_it_was_asked_signs_nobody_in(int? secondsAgo, string? acr, bool succeeds)
    {
        var asked = new OpenIdConnectChallengeProperties();
        StepUp.Ask(asked, "600", acr is null ? null : "gold");
        List<Claim> claims = secondsAgo is { } seconds
            ?
            [
                new(
                    WebchatClaims.AuthenticationTime,
                    Now.AddSeconds(-seconds).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)
                ),
            ]
            : [];
        if (acr is not null)
        {
            claims.Add(new(WebchatClaims.AuthenticationContext, acr));
        }
        var answer = Answer(claims, new AuthenticationProperties(asked.Items));

        StepUp.Check(answer, Now);

        Assert.Equal(succeeds, answer.Result is null);
        Assert.DoesNotContain(
            answer.Properties!.Items.Keys,
            key => key.StartsWith("webchat.", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_sign_in_of_which_nothing_was_asked_needs_no_time()
    {
        var answer = Answer([], new AuthenticationProperties());

        StepUp.Check(answer, Now);

        Assert.Null(answer.Result);
    }

    private static TokenValidatedContext Answer(IEnumerable<Claim> claims, AuthenticationProperties properties) =>
        new(
            new DefaultHttpContext(),
            new AuthenticationScheme("oidc", null, typeof(OpenIdConnectHandler)),
            new OpenIdConnectOptions(),
            new ClaimsPrincipal(new ClaimsIdentity(claims, "oidc")),
            properties
        );

    private static async Task<DateTimeOffset> SignedInAtAsync(Browser browser)
    {
        var received = await browser.ReceivedAtAsync($"/api/advisers/{Upstream.Guarded}");
        var token = new JsonWebToken(received.Headers["Authorization"]["Bearer ".Length..]);
        return DateTimeOffset.FromUnixTimeSeconds(token.GetPayloadValue<long>(WebchatClaims.AuthenticationTime));
    }

    /// <summary>The gateway's session is gone and the provider's is not.</summary>
    private void Leave(Browser browser)
    {
        foreach (var cookie in browser.Cookies.GetCookies(webchat.Address).Where(one => one.Name == "webchat-session"))
        {
            cookie.Expired = true;
        }
    }
}
