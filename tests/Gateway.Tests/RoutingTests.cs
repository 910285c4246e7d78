using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using WebchatAspire.Gateway.Tests.Hosts;

namespace WebchatAspire.Gateway.Tests;

public sealed class RoutingTests(Webchat webchat)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/chats", "chat-api")]
    [InlineData("/api/chats/42/messages", "chat-api")]
    [InlineData("/api/chats/42/monitoring", "chat-api")]
    [InlineData("/api/chats/42/monitoring/events?after=7", "chat-api")]
    [InlineData("/api/chats/42/transcript", "recording")]
    [InlineData("/api/queue", "chat-api")]
    [InlineData("/api/queue/parking/accept", "chat-api")]
    [InlineData("/api/advisers/me/chats", "chat-api")]
    [InlineData("/api/availability", "chat-api")]
    [InlineData("/api/availability/parking", "chat-api")]
    [InlineData("/api/board", "chat-api")]
    [InlineData("/hubs/chat", "chat-api")]
    [InlineData("/api/recordings?reference=AB", "recording")]
    [InlineData("/api/recordings/42/retrievals", "recording")]
    [InlineData("/api/retrievals/42/transcript", "recording")]
    [InlineData("/api/policy", "policy")]
    [InlineData("/api/cases/42/close", "policy")]
    [InlineData("/api/approvals/42/approve", "policy")]
    [InlineData("/api/reviews/42", "policy")]
    [InlineData("/api/agreements/42/give", "policy")]
    [InlineData("/api/restrictions/42/confirm", "policy")]
    [InlineData("/api/ledger/entries", "policy")]
    [InlineData("/api/ledger/entries/42", "policy")]
    [InlineData("/api/ledger/verifications/42", "policy")]
    [InlineData("/api/decisions/42", "policy")]
    [InlineData("/ledger/checkpoint", "policy")]
    [InlineData("/ledger/vkey", "policy")]
    [InlineData("/ledger/tile/0/x001/234", "policy")]
    [InlineData("/ledger/tile/entries/000.p/7", "policy")]
    [InlineData("/ledger/proof/42", "policy")]
    [InlineData("/", "frontend")]
    [InlineData("/start?service=parking", "frontend")]
    public async Task Each_path_goes_to_its_service_unchanged(string path, string service)
    {
        using var browser = webchat.NewBrowser();

        var received = await browser.ReceivedAtAsync(path);

        Assert.Equal((service, path), (received.Service, received.Path));
        Assert.Equal(webchat.Address.Authority, received.Headers["Host"]);
    }

    [Theory]
    [InlineData("chat-api")]
    [InlineData("recording")]
    [InlineData("policy")]
    public async Task The_document_of_each_service_can_be_read(string service)
    {
        using var browser = webchat.NewBrowser();

        var received = await browser.ReceivedAtAsync($"/openapi/{service}.json");

        Assert.Equal((service, "/openapi/v1.json"), (received.Service, received.Path));
    }

    [Fact]
    public async Task The_page_of_the_documents_runs_by_its_nonce_and_nothing_else_is_relaxed()
    {
        using var browser = webchat.NewBrowser();

        using var response = await browser.GetAsync("/docs/");

        var page = await response.Content.ReadAsStringAsync(Cancellation);
        var csp = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        var nonce = Regex.Match(csp, "script-src 'self' 'nonce-([^']+)'").Groups[1].Value;
        Assert.NotEmpty(nonce);
        Assert.Contains($"nonce=\"{nonce}\"", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains("style-src 'self' 'unsafe-inline'", csp, StringComparison.Ordinal);
        Assert.Contains("default-src 'self'", csp, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/docs/a/b")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/access/v1/evaluation")]
    [InlineData("/api/ledger/reads")]
    [InlineData("/api/LEDGER/reads")]
    [InlineData("/api/ledger/monitorings")]
    [InlineData("/api/ledger/monitorings/stop")]
    [InlineData("/ledger")]
    [InlineData("/ledger/entries")]
    [InlineData("/ledger/proof/1/2")]
    [InlineData("/api/anything-else")]
    [InlineData("/identity/health")]
    [InlineData("/identity/alive")]
    [InlineData("/hubs")]
    public async Task Paths_between_services_are_not_found_from_outside(string path)
    {
        using var browser = webchat.NewBrowser();

        using var get = await browser.GetAsync(path);
        using var post = await browser.PostAsync(path, JsonContent.Create(new { }));

        Assert.Equal(HttpStatusCode.NotFound, get.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, post.StatusCode);
    }

    [Fact]
    public async Task A_program_gets_problem_details_and_a_person_a_page()
    {
        using var browser = webchat.NewBrowser();

        using var program = await browser.GetAsync("/api/anything-else");
        using var person = await browser.GetAsync("/access/anything");

        var problem = await program.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal("application/problem+json", program.Content.Headers.ContentType!.MediaType);
        Assert.Equal("urn:webchat:problem:not-found", problem.GetProperty("type").GetString());
        Assert.Equal("text/html", person.Content.Headers.ContentType!.MediaType);
        Assert.Contains(
            "<h1>Page not found</h1>",
            await person.Content.ReadAsStringAsync(Cancellation),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Headers_that_only_services_may_send_do_not_come_through()
    {
        using var browser = webchat.NewBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/recordings");
        request.Headers.Add("Webchat-Subject-Token", "somebody");
        request.Headers.Add("baggage", "name=value");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add("X-Forwarded-Host", "elsewhere.example");

        using var response = await browser.SendAsync(request);

        var received = await response.Content.ReadFromJsonAsync<Received>(Cancellation);
        Assert.DoesNotContain("Webchat-Subject-Token", received!.Headers.Keys);
        Assert.DoesNotContain("baggage", received.Headers.Keys);
        Assert.Equal("127.0.0.1", received.Headers["X-Forwarded-For"]);
        Assert.Equal(webchat.Address.Authority, received.Headers["X-Forwarded-Host"]);
    }

    [Fact]
    public async Task A_trace_begins_at_the_gateway_whatever_the_client_claims()
    {
        using var browser = webchat.NewBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/recordings");
        const string Claimed = "0af7651916cd43dd8448eb211c80319c";
        request.Headers.Add("traceparent", $"00-{Claimed}-b7ad6b7169203331-00");
        request.Headers.Add("tracestate", "other=1");

        using var response = await browser.SendAsync(request);

        var received = await response.Content.ReadFromJsonAsync<Received>(Cancellation);
        var parent = received!.Headers["traceparent"].Split('-');
        Assert.NotEqual(Claimed, parent[1]);
        Assert.Equal("01", parent[3]);
        Assert.DoesNotContain("tracestate", received.Headers.Keys);
    }

    [Fact]
    public async Task A_client_with_a_token_of_its_own_needs_no_session()
    {
        using var browser = webchat.NewBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/recordings");
        request.Headers.Add("Authorization", "Bearer its-own");

        using var response = await browser.SendAsync(request);

        var received = await response.Content.ReadFromJsonAsync<Received>(Cancellation);
        Assert.Equal("Bearer its-own", received!.Headers["Authorization"]);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/policy")]
    [InlineData("/api/anything-else")]
    [InlineData("/identity/account/sign-in")]
    [InlineData("/gateway/page.css")]
    public async Task Every_answer_carries_the_security_headers(string path)
    {
        using var browser = webchat.NewBrowser();

        using var response = await browser.GetAsync(path);

        var csp = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'", csp, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", csp, StringComparison.Ordinal);
        Assert.Contains("form-action 'self'", csp, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", csp, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Cross-Origin-Opener-Policy")));
        var permissions = Assert.Single(response.Headers.GetValues("Permissions-Policy"));
        Assert.Contains("camera=()", permissions, StringComparison.Ordinal);
        Assert.DoesNotContain("web-share", permissions, StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Answers_of_the_api_are_not_stored()
    {
        using var browser = webchat.NewBrowser();

        using var response = await browser.GetAsync("/api/recordings");

        Assert.True(response.Headers.CacheControl!.NoStore);
    }
}
