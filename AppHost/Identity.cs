using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using WebchatAspire.AppHost.Stores;

namespace WebchatAspire.AppHost;

/// <summary>
/// Who says who somebody is: the stack's own provider, or any other OpenID provider when <c>Identity:Issuer</c> is set
/// (then with <c>Identity:Clients:{gateway|chat-api|recording}:Id</c> and <c>:Secret</c>).
/// </summary>
/// <param name="IsOwn">Whether it is the stack's own; another one's claims and addresses may have other names.</param>
internal sealed record IdentityProvider(
    ReferenceExpression Issuer,
    ReferenceExpression? MetadataAddress,
    Func<string, (string Id, IResourceBuilder<ParameterResource> Secret)> Client,
    bool IsOwn
);

internal static class IdentityExtensions
{
    private static readonly string[] Clients = ["gateway", "chat-api", "recording"];

    /// <summary>What another provider's access tokens look like.</summary>
    private static readonly string[] TokenSettings =
    [
        "Identity:Audience",
        "Identity:NameClaim",
        "Identity:RoleClaim",
        "Identity:ServiceClaim",
        "Identity:TeamClaim",
        "Identity:ScopeClaim",
    ];

    /// <summary>What the gateway asks another provider for, and where that one sends browsers besides its issuer.</summary>
    private static readonly string[] SignInSettings = ["Identity:Scope", "Gateway:FormTargets"];

    public static IdentityProvider AddIdentityProvider(
        this IDistributedApplicationBuilder builder,
        StoreResources stores,
        IResourceBuilder<DatabaseResource> database,
        IResourceBuilder<ProjectResource> gateway
    )
    {
        if (builder.Configuration["Identity:Issuer"] is { Length: > 0 } issuer)
        {
            return new IdentityProvider(
                ReferenceExpression.Create($"{issuer}"),
                MetadataAddress: null,
                name =>
                    (
                        builder.Configuration[$"Identity:Clients:{name}:Id"] ?? name,
                        builder.AddParameterFromConfiguration(
                            $"{name}-client-secret",
                            $"Identity:Clients:{name}:Secret",
                            secret: true
                        )
                    ),
                IsOwn: false
            );
        }

        var secrets = Clients.ToDictionary(
            name => name,
            name => builder.AddPersistedSecret(stores.Secrets, $"{name}-client-secret", PersistedSecret.Password)
        );
        var keyProtection = builder.AddPersistedSecret(stores.Secrets, "identity-key-protection", PersistedSecret.Key);
        var publicAddress = gateway.GetEndpoint(Composition.PublicEndpoint);
        var publicIssuer = ReferenceExpression.Create($"{publicAddress}/identity/");

        var migrations = builder
            .AddProject<Projects.Identity_Service>("identity-migrations")
            .AsMigration(database, "identities_owner", "identities-owner")
            .WithEnvironment("Identity__Issuer", publicIssuer)
            .WithEnvironment("Identity__GatewayUrl", publicAddress)
            .WithEnvironment("Identity__KeyProtection", keyProtection);
        foreach (var (name, secret) in secrets)
        {
            migrations.WithEnvironment($"Identity__Clients__{name}__Secret", secret);
        }
        if (builder.Environment.IsDevelopment())
        {
            // One password for all demo staff.
            migrations.WithEnvironment("Identity__DemoPassword", builder.Configuration["Identity:DemoPassword"]);
        }

        var service = builder
            .AddProject<Projects.Identity_Service>("identity")
            .WithHttpEndpoint()
            .WithWebchatDefaults()
            .WithDatabase(database, "identities_app", "identities")
            .WithEnvironment("Identity__Issuer", publicIssuer)
            .WithEnvironment("Identity__KeyProtection", keyProtection)
            .WaitForCompletion(migrations);
        gateway.WithReference(service);
        var metadata = ReferenceExpression.Create(
            $"{service.GetEndpoint("http")}/identity/.well-known/openid-configuration"
        );
        return new IdentityProvider(publicIssuer, metadata, name => (name, secrets[name]), IsOwn: true);
    }

    /// <summary>The service accepts the provider's tokens and, with a client name, signs in to others as itself.</summary>
    public static IResourceBuilder<ProjectResource> WithTokens(
        this IResourceBuilder<ProjectResource> project,
        IdentityProvider identity,
        string? client = null
    )
    {
        project.WithEnvironment("Identity__Issuer", identity.Issuer);
        if (identity.MetadataAddress is { } metadata)
        {
            project.WithEnvironment("Identity__MetadataAddress", metadata);
        }
        if (client is not null)
        {
            var (id, secret) = identity.Client(client);
            project.WithEnvironment("Identity__ClientId", id).WithEnvironment("Identity__ClientSecret", secret);
        }
        return project.WithProviderSettings(identity, TokenSettings);
    }

    /// <summary>
    /// The gateway signs people in, by the provider's public address as browsers see it. What it keeps of them in Redis is
    /// sealed with a key of its own.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithSignIn(
        this IResourceBuilder<ProjectResource> gateway,
        IdentityProvider identity,
        StoreResources stores
    )
    {
        var key = gateway.ApplicationBuilder.AddPersistedSecret(
            stores.Secrets,
            "gateway-key-protection",
            PersistedSecret.Key
        );
        return gateway
            .WithTokens(identity, "gateway")
            .WithProviderSettings(identity, SignInSettings)
            .WithEnvironment("Gateway__KeyProtection", key);
    }

    private static IResourceBuilder<ProjectResource> WithProviderSettings(
        this IResourceBuilder<ProjectResource> project,
        IdentityProvider identity,
        string[] settings
    ) =>
        identity.IsOwn
            ? project
            : settings.Aggregate(project, (current, setting) => current.WithConfiguration(setting));
}
