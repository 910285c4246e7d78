using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>An OpenID provider's discovery and keys on a free port, so that token validation runs as it is.</summary>
public sealed class TestIssuer : IAsyncLifetime
{
    public const string Issuer = "http://issuer.test/identity/";

    private readonly RSA _key = RSA.Create(2048);
    private WebApplication? _app;

    /// <summary>By which people sign in, so that their sign-ins are as recent as a test with its own clock has them.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    public string MetadataAddress => $"{_app!.Urls.Single()}/.well-known/openid-configuration";

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        var publicKey = JsonWebKeyConverter.ConvertFromRSASecurityKey(
            new RsaSecurityKey(_key.ExportParameters(includePrivateParameters: false)) { KeyId = "test" }
        );
        _app.MapGet(
            "/.well-known/openid-configuration",
            (HttpRequest request) => new { issuer = Issuer, jwks_uri = $"http://{request.Host}/jwks" }
        );
        _app.MapGet(
            "/jwks",
            () =>
                new
                {
                    keys = new[]
                    {
                        new
                        {
                            kty = "RSA",
                            use = "sig",
                            kid = "test",
                            n = publicKey.N,
                            e = publicKey.E,
                        },
                    },
                }
        );
        await _app.StartAsync();
    }

    /// <summary>An access token of a member of staff.</summary>
    public string Staff(string subject, string[] roles, string[]? services = null, TimeSpan? age = null) =>
        Create(
            subject,
            new()
            {
                ["role"] = roles,
                ["service"] = services ?? [],
                ["name"] = "Marked Person",
            },
            _key,
            age
        );

    /// <summary>An access token of a service, by client credentials.</summary>
    public string Service(string clientId, string scope = "policy.decide") =>
        Create(clientId, new() { ["scope"] = scope }, _key, null);

    /// <summary>A token that somebody else signed.</summary>
    public string Forged(string subject, string[] roles)
    {
        using var key = RSA.Create(2048);
        return Create(subject, new() { ["role"] = roles }, key, null);
    }

    private string Create(string subject, Dictionary<string, object> claims, RSA key, TimeSpan? age)
    {
        var issued = DateTime.UtcNow - (age ?? TimeSpan.Zero);
        claims["sub"] = subject;
        claims.TryAdd("auth_time", Clock.GetUtcNow().ToUnixTimeSeconds());
        // Without a cache: it would outlive the key that a forged token is signed with.
        var signing = new RsaSecurityKey(key)
        {
            KeyId = "test",
            CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
        };
        return new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Issuer,
                Audience = "webchat-api",
                IssuedAt = issued,
                NotBefore = issued,
                Expires = issued.AddHours(1),
                Claims = claims,
                SigningCredentials = new SigningCredentials(signing, SecurityAlgorithms.RsaSha256),
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
        _key.Dispose();
    }
}
