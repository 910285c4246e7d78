using System.Net.Http.Headers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenIddict.Client;

namespace WebchatAspire.ServiceDefaults.Tokens;

/// <summary>Access tokens of this service itself (client credentials), kept until shortly before they end.</summary>
internal sealed class ServiceTokens(OpenIddictClientService client, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _refresh = new(1, 1);
    private (string Token, DateTimeOffset Until)? _current;

    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        if (_current is { } known && known.Until > clock.GetUtcNow())
        {
            return known.Token;
        }
        await _refresh.WaitAsync(cancellationToken);
        try
        {
            if (_current is { } fresh && fresh.Until > clock.GetUtcNow())
            {
                return fresh.Token;
            }
            // The fetch of the provider's metadata inside takes no token: the caller's patience ends the wait for it here.
            var result = await client
                .AuthenticateWithClientCredentialsAsync(new() { CancellationToken = cancellationToken })
                .AsTask()
                .WaitAsync(cancellationToken);
            var until = (result.AccessTokenExpirationDate ?? clock.GetUtcNow() + Margin) - Margin;
            _current = (result.AccessToken, until);
            return result.AccessToken;
        }
        finally
        {
            _refresh.Release();
        }
    }

    public void Dispose() => _refresh.Dispose();
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
