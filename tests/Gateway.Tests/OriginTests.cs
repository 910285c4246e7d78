using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using WebchatAspire.Gateway.Tests.Hosts;

namespace WebchatAspire.Gateway.Tests;

public sealed class OriginTests(Webchat webchat)
{
    [Theory]
    [InlineData("https://elsewhere.example")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1")]
    public async Task A_change_from_another_origin_is_refused(string origin)
    {
        using var browser = webchat.NewBrowser();

        using var response = await browser.PostAsync("/api/chats", JsonContent.Create(new { }), origin);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("origin-refused", problem.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_change_from_our_own_pages_goes_through()
    {
        using var browser = webchat.NewBrowser();

        using var response = await browser.PostAsync("/api/chats", JsonContent.Create(new { }));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.OK)]
    [InlineData(null, "webchat-0123", HttpStatusCode.Forbidden)]
    [InlineData(null, "webchat-session", HttpStatusCode.Forbidden)]
    [InlineData(null, "theme", HttpStatusCode.OK)]
    [InlineData("same-origin", "webchat-0123", HttpStatusCode.OK)]
    [InlineData("same-site", "webchat-0123", HttpStatusCode.Forbidden)]
    [InlineData("cross-site", null, HttpStatusCode.Forbidden)]
    public async Task Without_an_origin_the_fetch_site_decides_and_without_both_the_cookies(
        string? fetchSite,
        string? cookie,
        HttpStatusCode expected
    )
    {
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false })
        {
            BaseAddress = webchat.Address,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/chats/0123/messages");
        if (fetchSite is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", fetchSite);
        }
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", $"{cookie}=x");
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_hub_connection_from_our_own_pages_is_passed_on()
    {
        using var browser = webchat.NewBrowser();

        using var socket = await browser.ConnectAsync("/hubs/chat", browser.Origin);

        Assert.Equal(WebSocketState.Open, socket.State);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        Assert.Equal(WebSocketState.Closed, socket.State);
    }

    [Theory]
    [InlineData("https://elsewhere.example")]
    [InlineData(null)]
    public async Task A_hub_connection_with_a_residents_cookie_from_elsewhere_is_refused(string? origin)
    {
        using var browser = webchat.NewBrowser();
        browser.Cookies.Add(webchat.Address, new Cookie("webchat-0123", "resident"));

        var refused = await Assert.ThrowsAsync<WebSocketException>(() => browser.ConnectAsync("/hubs/chat", origin));

        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
    }
}
