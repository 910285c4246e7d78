using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using WebchatAspire.Gateway.Tests.Hosts;

namespace WebchatAspire.Gateway.Tests;

public sealed class SignInTests(Webchat webchat)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_staff_page_asks_for_sign_in_and_comes_back_to_itself()
    {
        using var browser = webchat.NewBrowser();

        using var page = await browser.SignInAsync("adviser.housing", page: "/staff/chats?filter=mine");

        var received = await page.Content.ReadFromJsonAsync<Received>(Cancellation);
        Assert.Equal(("frontend", "/staff/chats?filter=mine"), (received!.Service, received.Path));
    }

    [Fact]
    public async Task A_service_behind_the_gateway_gets_the_access_token_of_the_person()
    {
        using var browser = webchat.NewBrowser();
        await browser.SignInAsync("adviser.housing");

        var received = await browser.ReceivedAtAsync($"/api/advisers/{Upstream.Guarded}");

        var token = TokenOf(received);
        Assert.Equal(webchat.Issuer, token.Issuer);
        Assert.Equal(["webchat-api"], token.Audiences);
        Assert.True(Guid.TryParse(token.Subject, out _));
        Assert.Equal("Asha Okafor", token.GetClaim("name").Value);
        Assert.Equal(["adviser"], Values(token, "role"));
        Assert.Equal(["housing-repairs", "housing"], Values(token, "service"));
        Assert.Equal("housing", token.GetClaim("team").Value);
        Assert.Equal(["offline_access", "openid", "profile"], token.GetClaim("scope").Value.Split(' ').Order());
    }

    [Fact]
    public async Task The_session_is_told_to_pages_and_refused_to_others()
    {
        using var browser = webchat.NewBrowser();
        using var before = await browser.GetAsync("/api/session");
        await browser.SignInAsync("supervisor.housing");

        using var after = await browser.GetAsync("/api/session");

        Assert.Equal(HttpStatusCode.Unauthorized, before.StatusCode);
        var session = await after.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal("Marguerite Hale", session.GetProperty("name").GetString());
        Assert.Equal("supervisor", session.GetProperty("roles")[0].GetString());
        Assert.Equal(2, session.GetProperty("services").GetArrayLength());
    }

    [Fact]
    public async Task No_service_sees_the_session_cookie_while_the_residents_own_goes_on()
    {
        using var browser = webchat.NewBrowser();
        await browser.SignInAsync("adviser.housing");
        browser.Cookies.Add(webchat.Address, new Cookie("webchat-0123", "resident"));

        var received = await browser.ReceivedAtAsync("/api/chats/0123");

        Assert.Contains(browser.Cookies.GetCookies(webchat.Address), cookie => cookie.Name == "webchat-session");
        Assert.Equal("webchat-0123=resident", received.Headers["Cookie"]);
    }

    [Fact]
    public async Task A_session_wins_over_a_token_that_the_client_brings()
    {
        using var browser = webchat.NewBrowser();
        await browser.SignInAsync("auditor");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/ledger/entries");
        request.Headers.Add("Authorization", "Bearer something-else");

        using var response = await browser.SendAsync(request);

        var received = await response.Content.ReadFromJsonAsync<Received>(Cancellation);
        Assert.Equal(["auditor"], Values(TokenOf(received!), "role"));
    }

    [Fact]
    public async Task Signing_out_ends_the_session_here_and_at_the_provider()
    {
        using var browser = webchat.NewBrowser();
        await browser.SignInAsync("trainer");

        using var afterwards = await browser.PostAsync("/sign-out", null);

        Assert.Equal("/staff/signed-out", afterwards.RequestMessage!.RequestUri!.AbsolutePath);
        using var session = await browser.GetAsync("/api/session");
        Assert.Equal(HttpStatusCode.Unauthorized, session.StatusCode);
        using var staff = await browser.GetAsync("/staff");
        Assert.Equal("/identity/account/sign-in", staff.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    public async Task Who_has_a_session_and_is_sent_to_sign_in_is_asked_and_not_sent_back()
    {
        using var browser = webchat.NewBrowser();
        await browser.SignInAsync("trainer");
        var earlier = browser.Cookies.GetCookies(webchat.Address)["webchat-session"]!.Value;

        using var form = await browser.GetAsync("/sign-in?returnUrl=/staff/cases");

        Assert.Equal("/identity/account/sign-in", form.RequestMessage!.RequestUri!.AbsolutePath);
        using var page = await browser.SubmitAsync(
            form,
            new() { ["userName"] = "trainer", ["password"] = Webchat.DemoPassword }
        );
        Assert.Equal(new Uri(webchat.Address, "/staff/cases"), page.RequestMessage!.RequestUri);
        using var other = webchat.NewBrowser();
        other.Cookies.Add(webchat.Address, new Cookie("webchat-session", earlier));
        using var session = await other.GetAsync("/api/session");
        Assert.Equal(HttpStatusCode.Unauthorized, session.StatusCode);
    }

    [Fact]
    public async Task The_cookie_of_a_session_that_has_ended_opens_nothing_and_hinders_no_new_one()
    {
        using var browser = webchat.NewBrowser();
        await browser.SignInAsync("trainer");
        var ended = browser.Cookies.GetCookies(webchat.Address)["webchat-session"]!.Value;
        using var out_ = await browser.PostAsync("/sign-out", null);
        browser.Cookies.Add(webchat.Address, new Cookie("webchat-session", ended));

        using var before = await browser.GetAsync("/api/session");
        using var page = await browser.SignInAsync("trainer");

        Assert.Equal(HttpStatusCode.Unauthorized, before.StatusCode);
        Assert.Equal(new Uri(webchat.Address, "/staff"), page.RequestMessage!.RequestUri);
        Assert.NotEqual(ended, browser.Cookies.GetCookies(webchat.Address)["webchat-session"]!.Value);
    }

    [Fact]
    public async Task Signing_out_is_not_taken_from_another_site()
    {
        using var browser = webchat.NewBrowser();
        await browser.SignInAsync("trainer");

        using var refused = await browser.PostAsync("/sign-out", null, "https://elsewhere.example");

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var session = await browser.GetAsync("/api/session");
        Assert.Equal(HttpStatusCode.OK, session.StatusCode);
    }

    [Fact]
    public async Task A_foreign_address_to_return_to_is_not_followed()
    {
        using var browser = webchat.NewBrowser();

        using var page = await browser.SignInAsync("analyst", page: "/sign-in?returnUrl=//elsewhere.example/");

        Assert.Equal(new Uri(webchat.Address, "/staff"), page.RequestMessage!.RequestUri);
    }

    [Fact]
    public async Task A_callback_that_no_sign_in_belongs_to_ends_on_a_page()
    {
        using var browser = webchat.NewBrowser();

        using var page = await browser.GetAsync("/signin-oidc?code=x&state=y");

        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.Contains(
            "Signing in did not work",
            await page.Content.ReadAsStringAsync(Cancellation),
            StringComparison.Ordinal
        );
    }

    private static JsonWebToken TokenOf(Received received) =>
        new(received.Headers["Authorization"]["Bearer ".Length..]);

    private static IEnumerable<string> Values(JsonWebToken token, string type) =>
        token.Claims.Where(claim => claim.Type == type).Select(claim => claim.Value);
}
