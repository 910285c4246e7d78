using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace WebchatAspire.AppHost.Stores;

/// <summary>One database with its accounts. Each service is given exactly the account that it needs.</summary>
internal sealed class DatabaseResource(string name, PostgresServer server, IReadOnlyList<DatabaseAccount> accounts)
    : Resource(name),
        IResourceWithParent<IResourceWithConnectionString>,
        IResourceWithWaitSupport
{
    public IResourceWithConnectionString Parent => server.Server.Resource;

    /// <summary>The first one owns the database; the migrations run under it.</summary>
    public IReadOnlyList<DatabaseAccount> Accounts => accounts;

    public ReferenceExpression ConnectionStringFor(string role)
    {
        var account = accounts.Single(account => account.Role == role);
        return ReferenceExpression.Create(
            $"{server.Address};Username={role};Password={account.Password.Resource};Database={Name};Maximum Pool Size=50"
        );
    }
}

internal sealed record DatabaseAccount(string Role, IResourceBuilder<ParameterResource> Password);

internal static class DatabaseExtensions
{
    private const string Creating = "Creating accounts";

    /// <param name="roles">The owner first, then the restricted roles; what those may do is the migrations' to say.</param>
    public static IResourceBuilder<DatabaseResource> AddDatabase(
        this IDistributedApplicationBuilder builder,
        StoreResources stores,
        string name,
        params string[] roles
    )
    {
        var accounts = roles
            .Select(role => new DatabaseAccount(
                role,
                builder.AddPersistedSecret(
                    stores.Secrets,
                    $"{role.Replace('_', '-')}-password",
                    PersistedSecret.Password
                )
            ))
            .ToList();
        return builder
            .AddResource(new DatabaseResource(name, stores.Postgres, accounts))
            .WithInitialState(
                new CustomResourceSnapshot
                {
                    ResourceType = "PostgreSQL database",
                    State = KnownResourceStates.NotStarted,
                    Properties = [],
                }
            )
            .WithIconName("DatabaseStack")
            .OnInitializeResource(ProvisionAsync);
    }

    /// <summary>The service gets this account under this connection name, and no other.</summary>
    public static IResourceBuilder<ProjectResource> WithDatabase(
        this IResourceBuilder<ProjectResource> project,
        IResourceBuilder<DatabaseResource> database,
        string role,
        string connectionName
    ) => project.WithEnvironment($"ConnectionStrings__{connectionName}", database.Resource.ConnectionStringFor(role));

    private static async Task ProvisionAsync(
        DatabaseResource database,
        InitializeResourceEvent initialize,
        CancellationToken cancellationToken
    )
    {
        var notifications = initialize.Notifications;
        try
        {
            await notifications.PublishUpdateAsync(
                database,
                state => state with { State = KnownResourceStates.Waiting }
            );
            await notifications.WaitForResourceHealthyAsync(database.Parent.Name, cancellationToken);
            await notifications.PublishUpdateAsync(database, state => state with { State = Creating });
            await CreateAsync(database, cancellationToken);
            await notifications.PublishUpdateAsync(
                database,
                state => state with { State = KnownResourceStates.Running, StartTimeStamp = DateTime.UtcNow }
            );
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            StoreLog.NotPrepared(initialize.Logger, exception, database.Name);
            await notifications.PublishUpdateAsync(
                database,
                state => state with { State = KnownResourceStates.FailedToStart }
            );
        }
    }

    private static async Task CreateAsync(DatabaseResource database, CancellationToken cancellationToken)
    {
        var administrator = await database.Parent.GetConnectionStringAsync(cancellationToken);
        var accounts = new List<(string, string)>();
        foreach (var account in database.Accounts)
        {
            var password = await account.Password.Resource.GetValueAsync(cancellationToken);
            accounts.Add((account.Role, password!));
        }
        await DatabaseProvisioning.CreateAsync(administrator!, database.Name, accounts, cancellationToken);
    }
}
