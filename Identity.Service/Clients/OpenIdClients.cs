using OpenIddict.Abstractions;
using WebchatAspire.ServiceDefaults.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace WebchatAspire.Identity.Service.Clients;

/// <summary>Who may ask this provider for tokens, and for which. Seeded by <c>migrate</c>; the service only reads them.</summary>
internal static class OpenIdClients
{
    public const string Gateway = "gateway";
    public const string ChatApi = "chat-api";
    public const string Recording = "recording";

    public static async Task SeedAsync(
        IOpenIddictApplicationManager applications,
        SeedOptions options,
        CancellationToken cancellationToken
    )
    {
        await PutAsync(ForGateway(options.GatewayUrl));
        await PutAsync(ForService(ChatApi, ServiceScopes.RecordingLive, ServiceScopes.PolicyDecide));
        await PutAsync(ForService(Recording, ServiceScopes.PolicyDecide));

        async Task PutAsync(OpenIddictApplicationDescriptor client)
        {
            client.ClientSecret =
                options.Clients.GetValueOrDefault(client.ClientId!)?.Secret
                ?? throw new InvalidOperationException(
                    $"The setting '{ProviderOptions.Section}:Clients:{client.ClientId}:Secret' is missing."
                );
            if (await applications.FindByClientIdAsync(client.ClientId!, cancellationToken) is { } known)
            {
                await applications.UpdateAsync(known, client, cancellationToken);
            }
            else
            {
                await applications.CreateAsync(client, cancellationToken);
            }
        }
    }

    /// <summary>Staff sign in here. It has no service scope, so no member of staff can be given one.</summary>
    private static OpenIddictApplicationDescriptor ForGateway(Uri address) =>
        new()
        {
            ClientId = Gateway,
            ClientType = ClientTypes.Confidential,
            ConsentType = ConsentTypes.Implicit,
            RedirectUris = { new Uri(address, "/signin-oidc") },
            PostLogoutRedirectUris = { new Uri(address, "/signout-callback-oidc") },
            Permissions =
            {
                Permissions.Endpoints.Authorization,
                Permissions.Endpoints.EndSession,
                Permissions.Endpoints.Token,
                Permissions.GrantTypes.AuthorizationCode,
                Permissions.GrantTypes.RefreshToken,
                Permissions.ResponseTypes.Code,
                Permissions.Scopes.Profile,
            },
            Requirements = { Requirements.Features.ProofKeyForCodeExchange },
        };

    private static OpenIddictApplicationDescriptor ForService(string clientId, params string[] scopes)
    {
        var client = new OpenIddictApplicationDescriptor
        {
            ClientId = clientId,
            ClientType = ClientTypes.Confidential,
            Permissions = { Permissions.Endpoints.Token, Permissions.GrantTypes.ClientCredentials },
        };
        client.Permissions.UnionWith(scopes.Select(scope => Permissions.Prefixes.Scope + scope));
        return client;
    }
}
