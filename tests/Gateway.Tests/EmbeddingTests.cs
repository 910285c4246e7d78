using WebchatAspire.Gateway.Protection;
using WebchatAspire.Gateway.Tests.Hosts;

namespace WebchatAspire.Gateway.Tests;

/// <summary>Which answers may stand in a frame, and of whom.</summary>
public sealed class EmbeddingTests(Webchat webchat) : IAsyncLifetime
{
    private const string First = "https://www.council.example";
    private const string Second = "http://127.0.0.1:5000";

    private RunningService<EdgePropagator> _gateway = null!;
    private Uri _address = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        (_gateway, _address) = webchat.StartGateway(("Embedding:Origins:0", First), ("Embedding:Origins:1", Second));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData("/")]
    [InlineData("/embedded?service=parking")]
    [InlineData("/start?service=parking")]
    [InlineData("/privacy")]
    [InlineData("/chat/42")]
    [InlineData("/chat/42/copy")]
    public async Task A_residents_page_may_stand_in_a_frame_of_the_configured_origins_only(string path)
    {
        using var response = await GetAsync(_address, path, "iframe");

        Assert.Equal($"frame-ancestors {First} {Second}", FrameAncestors(response));
        Assert.False(response.Headers.Contains("X-Frame-Options"));
        Assert.Contains("default-src 'self'", Csp(response), StringComparison.Ordinal);
        Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Cross-Origin-Resource-Policy")));
    }

    [Theory]
    [InlineData("/", "document")]
    [InlineData("/start", null)]
    [InlineData("/chat/42", "frame")]
    [InlineData("/chat/42", "object")]
    [InlineData("/chat/42", "embed")]
    [InlineData("/staff", "iframe")]
    [InlineData("/staff/chats", "iframe")]
    [InlineData("/sign-in", "iframe")]
    [InlineData("/identity/account/sign-in", "iframe")]
    [InlineData("/docs/", "iframe")]
    [InlineData("/api/policy", "iframe")]
    [InlineData("/chats", "iframe")]
    [InlineData("/embed.js", "iframe")]
    [InlineData("/js/page.js", "iframe")]
    public async Task Everything_else_stands_in_no_frame(string path, string? destination)
    {
        using var response = await GetAsync(_address, path, destination);

        AssertNoFrame(response);
    }

    [Fact]
    public async Task Where_no_origin_is_configured_nothing_stands_in_a_frame()
    {
        using var response = await GetAsync(webchat.Address, "/start", "iframe");

        AssertNoFrame(response);
    }

    [Fact]
    public async Task Other_sites_may_load_the_script_that_makes_the_frame_and_nothing_else()
    {
        using var script = await GetAsync(_address, "/embed.js?service=parking", "script");
        using var other = await GetAsync(_address, "/js/page.js", "script");

        Assert.Equal("cross-origin", Assert.Single(script.Headers.GetValues("Cross-Origin-Resource-Policy")));
        Assert.Equal("same-origin", Assert.Single(other.Headers.GetValues("Cross-Origin-Resource-Policy")));
    }

    [Theory]
    [InlineData("www.council.example")]
    [InlineData("https://www.council.example/")]
    [InlineData("https://www.council.example/repairs")]
    [InlineData("https://*.council.example")]
    [InlineData("https://www.council.example:443")]
    [InlineData("https://WWW.council.example")]
    [InlineData("https://a@www.council.example")]
    [InlineData("ftp://www.council.example")]
    [InlineData("*")]
    [InlineData("null")]
    [InlineData("")]
    public void An_origin_that_is_none_is_refused_at_the_start_by_its_key(string origin)
    {
        var refusal = Assert.Throws<InvalidOperationException>(() =>
            webchat.StartGateway(("Embedding:Origins:0", First), ("Embedding:Origins:1", origin))
        );

        Assert.StartsWith(
            $"Embedding:Origins:1 is '{origin}': it has to be an origin",
            refusal.Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>As the browser asks for it, without following where it leads.</summary>
    private static async Task<HttpResponseMessage> GetAsync(Uri address, string path, string? destination)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, path));
        if (destination is not null)
        {
            request.Headers.Add("Sec-Fetch-Dest", destination);
        }
        return await client.SendAsync(request, Cancellation);
    }

    private static void AssertNoFrame(HttpResponseMessage response)
    {
        Assert.Equal("frame-ancestors 'none'", FrameAncestors(response));
        Assert.Equal("DENY", Assert.Single(response.Headers.GetValues("X-Frame-Options")));
    }

    private static string Csp(HttpResponseMessage response) =>
        Assert.Single(response.Headers.GetValues("Content-Security-Policy"));

    private static string FrameAncestors(HttpResponseMessage response) =>
        Assert.Single(
            Csp(response).Split(';', StringSplitOptions.TrimEntries),
            directive => directive.StartsWith("frame-ancestors", StringComparison.Ordinal)
        );
}
