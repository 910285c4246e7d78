using Microsoft.Extensions.Options;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using WebchatAspire.Identity.Service.Data;
using WebchatAspire.Identity.Service.Keys;
using WebchatAspire.ServiceDefaults.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace WebchatAspire.Identity.Service.Connect;

/// <summary>
/// The OpenID Connect provider: authorisation code with PKCE and refresh tokens for staff, client credentials for
/// services. The issuer is fixed; the endpoints in the metadata follow the address at which the metadata was asked for,
/// so that services inside the deployment are not sent out through the public address.
/// </summary>
internal static class OpenIdProvider
{
    public const string Audience = "webchat-api";

    public static void AddOpenIdProvider(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<IdentityContext>())
            .AddServer(server =>
            {
                server
                    .SetAuthorizationEndpointUris("connect/authorize")
                    .SetTokenEndpointUris("connect/token")
                    .SetEndSessionEndpointUris("connect/endsession")
                    .SetUserInfoEndpointUris("connect/userinfo");
                server
                    .AllowAuthorizationCodeFlow()
                    .AllowRefreshTokenFlow()
                    .AllowClientCredentialsFlow()
                    .RequireProofKeyForCodeExchange();
                server.RegisterScopes(Scopes.Profile, ServiceScopes.RecordingLive, ServiceScopes.PolicyDecide);
                server.RegisterClaims(
                    WebchatClaims.Name,
                    WebchatClaims.Role,
                    WebchatClaims.Service,
                    WebchatClaims.Team
                );

                // Services validate access tokens themselves, with the public key.
                server.DisableAccessTokenEncryption();
                server.SetAccessTokenLifetime(Lifetimes.AccessToken);
                server.SetIdentityTokenLifetime(Lifetimes.AccessToken);
                server.SetRefreshTokenLifetime(Lifetimes.Session);
                server.DisableSlidingRefreshTokenExpiration();

                var host = server
                    .UseAspNetCore()
                    .EnableAuthorizationEndpointPassthrough()
                    .EnableTokenEndpointPassthrough()
                    .EnableEndSessionEndpointPassthrough()
                    .EnableUserInfoEndpointPassthrough()
                    .EnableStatusCodePagesIntegration();
                if (builder.Environment.IsDevelopment())
                {
                    host.DisableTransportSecurityRequirement();
                }
            });
        builder
            .Services.AddOptions<OpenIddictServerOptions>()
            .Configure<ServerKeyRing, IOptions<ProviderOptions>>(
                (server, keys, provider) =>
                {
                    server.Issuer = provider.Value.Issuer;
                    keys.Configure(server);
                }
            );
        builder.Services.AddHostedService<TokenPruning>();
    }
}
