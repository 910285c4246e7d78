using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using WebchatAspire.Gateway.Tests.Hosts;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Gateway.Tests;

/// <summary>A provider that is not ours, and names things otherwise.</summary>
public sealed class OtherProviderTests(Webchat webchat)
{
    private const string Issuer = "https://login.example/council";

    [Fact]
    public async Task Signing_out_may_lead_to_the_provider_and_to_what_else_it_needs()
    {
        var (running, address) = webchat.StartGateway(
            ("Identity:Issuer", Issuer),
            ("Gateway:FormTargets:0", "https://sso.example")
        );
        await using var _ = running;
        using var browser = webchat.NewBrowser(address);

        using var page = await browser.GetAsync("/");

        var csp = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("form-action 'self' https://login.example https://sso.example", csp, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_reads_its_claims_by_the_names_that_are_configured()
    {
        var user = await ValidateAsync(
            new()
            {
                ["Identity:NameClaim"] = "preferred_name",
                ["Identity:RoleClaim"] = "roles",
                ["Identity:ServiceClaim"] = "groups",
                ["Identity:ScopeClaim"] = "scp",
            },
            new()
            {
                ["sub"] = "somebody",
                ["preferred_name"] = "Edith Marlow",
                ["roles"] = (string[])["adviser", "auditor"],
                ["groups"] = (string[])["parking"],
                ["scp"] = "a recording.live",
            }
        );

        Assert.Equal("Edith Marlow", user.Identity!.Name);
        Assert.True(user.IsInRole(StaffRoles.Adviser));
        Assert.True(user.IsInRole(StaffRoles.Auditor));
        Assert.Equal(["parking"], user.Services());
        Assert.True(user.HasScope(ServiceScopes.RecordingLive));
        Assert.Equal("somebody", user.SubjectId());
    }

    [Fact]
    public async Task A_claim_that_means_something_else_there_gives_no_role()
    {
        var user = await ValidateAsync(
            new() { ["Identity:RoleClaim"] = "roles" },
            new() { ["sub"] = "somebody", ["role"] = "auditor" }
        );

        Assert.False(user.IsInRole(StaffRoles.Auditor));
        Assert.DoesNotContain(user.Claims, claim => claim.Type == WebchatClaims.Role);
    }

    /// <summary>Validates a token with these claims as a service does that has these settings.</summary>
    private static async Task<ClaimsPrincipal> ValidateAsync(
        Dictionary<string, string?> settings,
        Dictionary<string, object> claims
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        settings["Identity:Issuer"] = Issuer;
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddTokenValidation();
        await using var app = builder.Build();
        var bearer = app
            .Services.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>()
            .Get(JwtBearerDefaults.AuthenticationScheme);
        using var rsa = RSA.Create(2048);
        var key = new RsaSecurityKey(rsa) { CryptoProviderFactory = new() { CacheSignatureProviders = false } };
        var token = new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Issuer,
                Audience = "webchat-api",
                Claims = claims,
                SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
            }
        );
        var parameters = bearer.TokenValidationParameters.Clone();
        parameters.IssuerSigningKey = key;

        var result = await Assert.Single(bearer.TokenHandlers).ValidateTokenAsync(token, parameters);

        Assert.Null(result.Exception);
        return new ClaimsPrincipal(result.ClaimsIdentity);
    }
}
