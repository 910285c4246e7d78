using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using WebchatAspire.Gateway.Tests.Hosts;

namespace WebchatAspire.Gateway.Tests;

public sealed class LimitTests(Webchat webchat)
{
    private const int ChatBody = 64 * 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_body_of_exactly_the_limit_arrives_whole()
    {
        using var browser = webchat.NewBrowser();

        using var response = await browser.PostAsync("/api/chats", new ByteArrayContent(new byte[ChatBody]));

        var received = await response.Content.ReadFromJsonAsync<Received>(Cancellation);
        Assert.Equal(ChatBody, received!.BodyBytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_refused_with_the_limit_announced_or_not(bool chunked)
    {
        using var browser = webchat.NewBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/chats");
        request.Headers.Add("Origin", browser.Origin);
        request.Headers.TransferEncodingChunked = chunked;
        request.Content = new ByteArrayContent(new byte[ChatBody + 1]);

        using var response = await browser.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal("request-too-large", problem.GetProperty("code").GetString());
        Assert.Equal(ChatBody, problem.GetProperty("limit").GetInt32());
    }

    [Fact]
    public async Task Other_requests_may_be_larger()
    {
        using var browser = webchat.NewBrowser();

        using var response = await browser.PostAsync("/api/cases", new ByteArrayContent(new byte[ChatBody + 1]));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Too_many_requests_are_told_when_to_come_back_and_probes_are_not_counted()
    {
        var (running, address) = webchat.StartGateway(("Limits:RequestsPerMinute", "3"));
        await using var _ = running;
        using var browser = webchat.NewBrowser(address);
        for (var request = 1; request <= 3; request++)
        {
            using var passed = await browser.GetAsync("/api/policy");
            Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
        }

        using var refused = await browser.GetAsync("/api/policy");
        using var probe = await browser.GetAsync("/alive");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal("too-many-requests", problem.GetProperty("code").GetString());
        Assert.Equal(refused.Headers.RetryAfter.Delta.Value.TotalSeconds, problem.GetProperty("retryAfter").GetInt32());
        Assert.Equal(HttpStatusCode.OK, probe.StatusCode);
    }

    [Fact]
    public async Task Attempts_to_sign_in_are_limited_more_strictly_and_refused_with_a_page()
    {
        var (running, address) = webchat.StartGateway(("Limits:SignInsPerMinute", "2"));
        await using var _ = running;
        using var browser = webchat.NewBrowser(address);
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            using var passed = await browser.PostAsync("/identity/account/sign-in", null);
            Assert.Equal(HttpStatusCode.BadRequest, passed.StatusCode);
        }

        using var refused = await browser.PostAsync("/identity/account/sign-in", null);
        using var other = await browser.GetAsync("/");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("text/html", refused.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Starting_a_chat_is_limited_however_its_address_is_written()
    {
        string[] ways = ["/api/chats", "/api/chats/", "/API/Chats/", "/start", "/start/"];
        var (running, address) = webchat.StartGateway(("Limits:ChatStartsPerMinute", $"{ways.Length}"));
        await using var _ = running;
        using var browser = webchat.NewBrowser(address);
        foreach (var way in ways)
        {
            using var passed = await browser.PostAsync(way, JsonContent.Create(new { }));
            Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
        }

        foreach (var way in ways)
        {
            using var refused = await browser.PostAsync(way, JsonContent.Create(new { }));
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        }
    }

    [Fact]
    public async Task Open_hub_connections_are_limited_and_a_closed_one_makes_room()
    {
        var (running, address) = webchat.StartGateway(("Limits:HubConnections", "1"));
        await using var _ = running;
        using var browser = webchat.NewBrowser(address);
        using var first = await browser.ConnectAsync("/hubs/chat", browser.Origin);

        var refused = await Assert.ThrowsAsync<WebSocketException>(() =>
            browser.ConnectAsync("/hubs/chat", browser.Origin)
        );
        Assert.Contains("429", refused.Message, StringComparison.Ordinal);
        await first.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancellation);

        await Until.TrueAsync(async () =>
        {
            try
            {
                using var second = await browser.ConnectAsync("/hubs/chat", browser.Origin);
                return second.State == WebSocketState.Open;
            }
            catch (WebSocketException)
            {
                return false;
            }
        });
    }
}
