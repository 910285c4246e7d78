using Microsoft.Extensions.Configuration;
using Npgsql;
using WebchatAspire.AppHost.Stores.Embedded;

namespace WebchatAspire.AppHost.Stores;

/// <summary>How the stack comes by PostgreSQL and Redis (<c>Stores:Mode</c>).</summary>
internal enum StoreMode
{
    /// <summary>Containers where a container engine answers, embedded servers elsewhere.</summary>
    Auto,

    /// <summary>The ordinary containers with data volumes.</summary>
    Container,

    /// <summary>Real servers from npm and NuGet, started as processes; no container engine and no admin rights.</summary>
    Embedded,

    /// <summary>Servers that exist already: <c>ConnectionStrings:postgres</c> and <c>ConnectionStrings:redis</c>.</summary>
    External,
}

/// <summary>The two stores, the same to their users in every mode.</summary>
internal sealed record StoreResources(
    PostgresServer Postgres,
    IResourceBuilder<IResourceWithConnectionString> Redis,
    SecretFile Secrets
);

/// <param name="Server">The server with its administrator's connection string, which no service is given.</param>
/// <param name="Address">The part of a connection string that leads to the server, without an account.</param>
internal sealed record PostgresServer(
    IResourceBuilder<IResourceWithConnectionString> Server,
    ReferenceExpression Address
);

internal static class StoreExtensions
{
    public static async Task<StoreResources> AddStoresAsync(this IDistributedApplicationBuilder builder)
    {
        var mode = builder.Configuration.GetValue("Stores:Mode", StoreMode.Auto);
        if (mode == StoreMode.Auto)
        {
            mode = await ContainerEngine.AnswersAsync() ? StoreMode.Container : StoreMode.Embedded;
        }
        var folders = StoreFolders.Create(builder);
        var secrets = new SecretFile(folders.Data);
        builder.UseStackLock(folders.Data);
        var (postgres, redis) = mode switch
        {
            StoreMode.Container => builder.AddContainers(secrets),
            StoreMode.Embedded => builder.AddEmbedded(folders, secrets),
            StoreMode.External => builder.AddExternal(),
            _ => throw new InvalidOperationException(
                $"Stores:Mode '{mode}' is not one of auto, container, embedded, external."
            ),
        };
        return new StoreResources(postgres, redis, secrets);
    }

    private static (PostgresServer, IResourceBuilder<IResourceWithConnectionString>) AddContainers(
        this IDistributedApplicationBuilder builder,
        SecretFile secrets
    )
    {
        var postgres = builder
            .AddPostgres(
                "postgres",
                password: builder.AddPersistedSecret(secrets, "postgres-password", PersistedSecret.Password)
            )
            .WithImageTag("18")
            .WithDataVolume()
            .WithArgs("-c", $"max_connections={PostgresSettings.MaxConnections}");
        var redis = builder
            .AddRedis(
                "redis",
                password: builder.AddPersistedSecret(secrets, "redis-password", PersistedSecret.Password)
            )
            .WithDataVolume();
        var endpoint = postgres.Resource.PrimaryEndpoint;
        return (new PostgresServer(postgres, AddressOf(endpoint)), redis);
    }

    private static (PostgresServer, IResourceBuilder<IResourceWithConnectionString>) AddEmbedded(
        this IDistributedApplicationBuilder builder,
        StoreFolders folders,
        SecretFile secrets
    )
    {
        UnprivilegedAccount.RequireReach(folders.Data);
        UnprivilegedAccount.RequireReach(folders.Binaries);
        var postgres = builder.AddEmbeddedPostgres(
            "postgres",
            builder.AddPersistedSecret(secrets, "postgres-password", PersistedSecret.Password),
            folders
        );
        var redis = builder.AddGarnet(
            "redis",
            builder.AddPersistedSecret(secrets, "redis-password", PersistedSecret.Password),
            folders
        );
        return (new PostgresServer(postgres, AddressOf(postgres.Resource.PrimaryEndpoint)), redis);
    }

    private static (PostgresServer, IResourceBuilder<IResourceWithConnectionString>) AddExternal(
        this IDistributedApplicationBuilder builder
    )
    {
        var administrator =
            builder.Configuration.GetConnectionString("postgres")
            ?? throw new InvalidOperationException(
                "Stores:Mode is 'external': set ConnectionStrings:postgres to an account that may create roles and databases."
            );
        if (builder.Configuration.GetConnectionString("redis") is null)
        {
            throw new InvalidOperationException("Stores:Mode is 'external': set ConnectionStrings:redis too.");
        }
        var address = new NpgsqlConnectionStringBuilder(administrator);
        foreach (var account in (string[])["Username", "Password", "Database", "Passfile"])
        {
            address.Remove(account);
        }
        return (
            new PostgresServer(
                builder.AddConnectionString("postgres"),
                ReferenceExpression.Create($"{address.ConnectionString}")
            ),
            builder.AddConnectionString("redis")
        );
    }

    private static ReferenceExpression AddressOf(EndpointReference endpoint) =>
        ReferenceExpression.Create(
            $"Host={endpoint.Property(EndpointProperty.Host)};Port={endpoint.Property(EndpointProperty.Port)}"
        );
}
