using System.Net.Http.Headers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenIddict.Client;

namespace WebchatAspire.ServiceDefaults.Tokens;

/// <summary>The provider gave this service no token, so the call for which it was needed was not made.</summary>
public sealed class TokenUnavailableException(Exception inner)
    : HttpRequestException("The OpenID provider gave no access token.", inner);

/// <summary>Access tokens of this service itself (client credentials), kept until shortly before they end.</summary>
internal sealed class ServiceTokens(OpenIddictClientService client, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _refresh = new(1, 1);
    private KeptToken? _current;

    /// <summary>The token that can be used now, if there is one.</summary>
    private string? Current =>
        Volatile.Read(ref _current) is { } kept && kept.Until > clock.GetUtcNow() ? kept.Token : null;

    /// <exception cref="TokenUnavailableException">The provider is away, or refuses.</exception>
    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        if (Current is { } known)
        {
            return known;
        }
        await _refresh.WaitAsync(cancellationToken);
        try
        {
            if (Current is { } fresh)
            {
                return fresh;
            }
            // The fetch of the provider's metadata inside takes no token: the caller's patience ends the wait for it here.
            var result = await client
                .AuthenticateWithClientCredentialsAsync(new() { CancellationToken = cancellationToken })
                .AsTask()
                .WaitAsync(cancellationToken);
            var until = (result.AccessTokenExpirationDate ?? clock.GetUtcNow() + Margin) - Margin;
            Volatile.Write(ref _current, new KeptToken(result.AccessToken, until));
            return result.AccessToken;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TokenUnavailableException(exception);
        }
        finally
        {
            _refresh.Release();
        }
    }

    public void Dispose() => _refresh.Dispose();

    private sealed record KeptToken(string Token, DateTimeOffset Until);
}

/// <summary>Puts this service's own token on each call.</summary>
internal sealed class ServiceTokenHandler(ServiceTokens tokens) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            await tokens.GetAsync(cancellationToken)
        );
        return await base.SendAsync(request, cancellationToken);
    }
}

public static class ServiceTokenExtensions
{
    /// <summary>Lets this service sign in as itself with <see cref="IdentityOptions.ClientId"/> and its secret.</summary>
    public static IHostApplicationBuilder AddServiceTokens(this IHostApplicationBuilder builder)
    {
        var identity =
            builder.Configuration.GetSection(IdentityOptions.Section).Get<IdentityOptions>()
            ?? throw new InvalidOperationException("The section 'Identity' is missing from the configuration.");
        builder
            .Services.AddOpenIddict()
            .AddClient(options =>
            {
                options.AllowClientCredentialsFlow();
                options.DisableTokenStorage();
                options.UseSystemNetHttp();
                options.AddRegistration(
                    new OpenIddictClientRegistration
                    {
                        Issuer = new Uri(identity.Issuer),
                        ConfigurationEndpoint = new Uri(identity.EffectiveMetadataAddress),
                        ClientId = identity.ClientId,
                        ClientSecret = identity.ClientSecret,
                    }
                );
            });
        builder.Services.AddSingleton<ServiceTokens>();
        builder.Services.AddTransient<ServiceTokenHandler>();
        return builder;
    }

    /// <summary>The calls of this client carry the service's own token.</summary>
    public static IHttpClientBuilder AddServiceToken(this IHttpClientBuilder client) =>
        client.AddHttpMessageHandler<ServiceTokenHandler>();
}
