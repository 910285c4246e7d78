using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using WebchatAspire.Gateway.Tests.Hosts;

namespace WebchatAspire.Gateway.Tests;

/// <summary>Client credentials: each service gets what it may ask of others, and staff never do.</summary>
public sealed class ServiceTokenTests(Webchat webchat)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("chat-api", Webchat.ChatApiSecret, "policy.decide recording.live")]
    [InlineData("recording", Webchat.RecordingSecret, "policy.decide")]
    public async Task A_service_that_names_no_scope_gets_all_of_its_own(string client, string secret, string scopes)
    {
        var (status, answer) = await AskAsync(client, secret);

        Assert.Equal(HttpStatusCode.OK, status);
        var token = new JsonWebToken(answer.GetProperty("access_token").GetString());
        Assert.Equal(client, token.Subject);
        Assert.Equal(scopes.Split(' '), token.GetClaim("scope").Value.Split(' ').Order());
        Assert.Equal(["webchat-api"], token.Audiences);
        Assert.Equal(webchat.Issuer, token.Issuer);
        Assert.DoesNotContain(token.Claims, claim => claim.Type is "role" or "service");
    }

    [Fact]
    public async Task A_service_token_opens_what_the_shared_validation_guards()
    {
        var (_, answer) = await AskAsync("recording", Webchat.RecordingSecret);
        using var client = new HttpClient { BaseAddress = webchat.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            answer.GetProperty("access_token").GetString()
        );

        using var with = await client.GetAsync($"/api/cases/{Upstream.Guarded}", Cancellation);
        client.DefaultRequestHeaders.Authorization = null;
        using var without = await client.GetAsync($"/api/cases/{Upstream.Guarded}", Cancellation);

        Assert.Equal(HttpStatusCode.OK, with.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
    }

    [Theory]
    [InlineData("recording", Webchat.RecordingSecret, "recording.live")]
    [InlineData("chat-api", Webchat.ChatApiSecret, "profile")]
    public async Task A_service_cannot_ask_for_the_scope_of_another(string client, string secret, string scope)
    {
        var (status, answer) = await AskAsync(client, secret, ("scope", scope));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.False(answer.TryGetProperty("access_token", out _));
    }

    [Fact]
    public async Task A_wrong_secret_gets_nothing()
    {
        var (status, answer) = await AskAsync("recording", "guessed");

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal("invalid_client", answer.GetProperty("error").GetString());
    }

    [Fact]
    public async Task The_client_of_staff_may_not_work_without_a_person()
    {
        var (status, answer) = await AskAsync("gateway", "secret-of-gateway");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("unauthorized_client", answer.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("openid profile offline_access", true, true)]
    [InlineData("openid recording.live", true, false)]
    [InlineData("openid policy.decide", true, false)]
    [InlineData("openid profile offline_access", false, false)]
    public async Task Staff_sign_in_with_proof_key_and_never_for_a_service_scope(
        string scope,
        bool proofKey,
        bool taken
    )
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false })
        {
            BaseAddress = webchat.Address,
        };
        const string Challenge =
            "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

        using var response = await client.GetAsync(
            "/identity/connect/authorize?client_id=gateway&response_type=code"
                + $"&redirect_uri={Uri.EscapeDataString(new Uri(webchat.Address, "/signin-oidc").AbsoluteUri)}"
                + $"&scope={Uri.EscapeDataString(scope)}{(proofKey ? Challenge : "")}",
            Cancellation
        );

        Assert.Equal(taken ? HttpStatusCode.Redirect : HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(taken, response.Headers.Location?.AbsolutePath == "/identity/account/sign-in");
    }

    [Fact]
    public async Task The_metadata_names_the_public_issuer_and_the_address_it_was_asked_at()
    {
        using var client = new HttpClient();

        var inside = await client.GetFromJsonAsync<JsonElement>(
            new Uri(webchat.IdentityAddress, ".well-known/openid-configuration"),
            Cancellation
        );
        var outside = await client.GetFromJsonAsync<JsonElement>(
            new Uri(webchat.Issuer + ".well-known/openid-configuration"),
            Cancellation
        );

        Assert.Equal(webchat.Issuer, inside.GetProperty("issuer").GetString());
        Assert.Equal(webchat.Issuer, outside.GetProperty("issuer").GetString());
        Assert.Equal(
            new Uri(webchat.IdentityAddress, "connect/token").AbsoluteUri,
            inside.GetProperty("token_endpoint").GetString()
        );
        Assert.Equal(webchat.Issuer + "connect/authorize", outside.GetProperty("authorization_endpoint").GetString());
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer)> AskAsync(
        string client,
        string secret,
        params (string Name, string Value)[] more
    )
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = client,
            ["client_secret"] = secret,
        };
        foreach (var (name, value) in more)
        {
            form[name] = value;
        }
        using var http = new HttpClient();
        using var response = await http.PostAsync(
            new Uri(webchat.IdentityAddress, "connect/token"),
            new FormUrlEncodedContent(form),
            Cancellation
        );
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation));
    }
}
