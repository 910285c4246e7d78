using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using WebchatAspire.Gateway.Tests.Hosts;

namespace WebchatAspire.Gateway.Tests;

public sealed class AwayTests(Webchat webchat)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_Redis_residents_are_served_and_staff_are_told_until_it_is_back()
    {
        await using var redis = new Switch(Stores.Redis);
        var (running, address) = webchat.StartGateway(("ConnectionStrings:redis", redis.Redis));
        await using var _ = running;
        using var resident = webchat.NewBrowser(address);
        using var signedIn = webchat.NewBrowser();
        await signedIn.SignInAsync("adviser.parking");
        using var adviser = webchat.NewBrowser(address);
        adviser.Cookies.Add(signedIn.Cookies.GetCookies(webchat.Address));
        using var before = await adviser.GetAsync("/staff");
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        redis.Off();
        using var page = await resident.GetAsync("/");
        using var chat = await resident.PostAsync("/api/chats", JsonContent.Create(new { }));
        using var staffPage = await adviser.GetAsync("/staff");
        using var staffCall = await adviser.GetAsync("/api/queue");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(HttpStatusCode.OK, chat.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, staffPage.StatusCode);
        Assert.Equal("text/html", staffPage.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, staffCall.StatusCode);
        Assert.Equal("sessions-unavailable", await CodeAsync(staffCall));

        redis.On();
        await Until.TrueAsync(async () =>
        {
            using var again = await adviser.GetAsync("/staff");
            return again.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task A_service_that_is_away_is_told_to_programs_and_people_each_in_their_way()
    {
        var nowhere = $"http://127.0.0.1:{Ports.Free()}";
        var (running, address) = webchat.StartGateway(
            ("services:policy:http:0", nowhere),
            ("services:frontend:http:0", nowhere)
        );
        await using var _ = running;
        using var browser = webchat.NewBrowser(address);

        using var call = await browser.GetAsync("/api/policy");
        using var page = await browser.GetAsync("/");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, call.StatusCode);
        Assert.Equal("upstream-unavailable", await CodeAsync(call));
        Assert.NotNull(call.Headers.RetryAfter?.Delta);
        Assert.NotNull(page.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.Contains(
            "not available at the moment",
            await page.Content.ReadAsStringAsync(Cancellation),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Without_the_provider_a_staff_page_says_that_signing_in_is_not_possible()
    {
        var nowhere = $"http://127.0.0.1:{Ports.Free()}";
        var (running, address) = webchat.StartGateway(("Identity:MetadataAddress", nowhere));
        await using var _ = running;
        using var browser = webchat.NewBrowser(address);

        using var page = await browser.GetAsync("/staff");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.Contains(
            "Signing in is not possible",
            await page.Content.ReadAsStringAsync(Cancellation),
            StringComparison.Ordinal
        );
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage response)
    {
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        return problem.GetProperty("code").GetString();
    }
}
