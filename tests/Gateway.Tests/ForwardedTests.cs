using System.Net.Http.Json;
using WebchatAspire.Gateway.Tests.Hosts;

namespace WebchatAspire.Gateway.Tests;

/// <summary>Who is believed about the client's address and scheme, and what follows from the scheme.</summary>
public sealed class ForwardedTests(Webchat webchat)
{
    private const string Trusted = "Gateway:TrustedProxies:0";

    [Fact]
    public async Task Without_trusted_proxies_nobody_is_believed_even_where_the_host_would_believe_everybody()
    {
        var (running, address) = webchat.StartGateway(("ForwardedHeaders_Enabled", "true"));
        await using var _ = running;

        using var response = await AskAsync(address, "https");

        var received = await ReadAsync(response);
        Assert.Equal("127.0.0.1", received.Headers["X-Forwarded-For"]);
        Assert.Equal("http", received.Headers["X-Forwarded-Proto"]);
    }

    [Fact]
    public async Task A_trusted_proxy_is_believed()
    {
        var (running, address) = webchat.StartGateway((Trusted, "127.0.0.0/8"));
        await using var _ = running;

        using var response = await AskAsync(address, "https");

        var received = await ReadAsync(response);
        Assert.Equal("203.0.113.9", received.Headers["X-Forwarded-For"]);
        Assert.Equal("https", received.Headers["X-Forwarded-Proto"]);
    }

    [Theory]
    [InlineData("https", true)]
    [InlineData("http", false)]
    public async Task A_cookie_that_a_service_gives_is_secure_where_the_public_address_is(string scheme, bool secure)
    {
        var (running, address) = webchat.StartGateway((Trusted, "127.0.0.0/8"));
        await using var _ = running;

        using var response = await AskAsync(address, scheme);

        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("webchat-0123=given", cookie, StringComparison.Ordinal);
        Assert.Equal(secure, cookie.EndsWith("; secure", StringComparison.Ordinal));
    }

    private static async Task<HttpResponseMessage> AskAsync(Uri address, string scheme)
    {
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/api/policy?cookie=webchat-0123"));
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add("X-Forwarded-Proto", scheme);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<Received> ReadAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<Received>(TestContext.Current.CancellationToken))!;
}
