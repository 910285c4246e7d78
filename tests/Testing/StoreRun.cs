using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using WebchatAspire.AppHost.Stores;

namespace WebchatAspire.Testing;

/// <summary>One run of the stack's stores on a data folder, without the services.</summary>
public sealed class StoreRun : IAsyncDisposable
{
    private readonly DistributedApplication _app;

    private StoreRun(DistributedApplication app, string administrator, string redis)
    {
        _app = app;
        Administrator = administrator;
        Redis = redis;
    }

    /// <summary>The superuser's connection string.</summary>
    public string Administrator { get; }

    /// <summary>Connection string of Redis, in the form of StackExchange.Redis.</summary>
    public string Redis { get; }

    /// <param name="withDatabases">Whether to create the stack's own databases with their accounts too.</param>
    public static async Task<StoreRun> StartAsync(
        string folder,
        bool withDatabases,
        CancellationToken cancellationToken
    )
    {
        var builder = await AppHostTesting.CreateAsync(folder);
        var others = builder.Resources.Where(resource =>
            resource is ProjectResource || (resource is DatabaseResource && !withDatabases)
        );
        foreach (var resource in others.ToList())
        {
            builder.Resources.Remove(resource);
        }
        var app = await builder.BuildAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("postgres", cancellationToken);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("redis", cancellationToken);
        foreach (var database in builder.Resources.OfType<DatabaseResource>())
        {
            await app.ResourceNotifications.WaitForResourceHealthyAsync(database.Name, cancellationToken);
        }
        return new StoreRun(
            app,
            (await app.GetConnectionStringAsync("postgres", cancellationToken))!,
            (await app.GetConnectionStringAsync("redis", cancellationToken))!
        );
    }

    /// <summary>The connection string that the service holding this account is given.</summary>
    public async Task<string> ConnectionStringAsync(string database, string role, CancellationToken cancellationToken)
    {
        var model = (DistributedApplicationModel)_app.Services.GetService(typeof(DistributedApplicationModel))!;
        var resource = model.Resources.OfType<DatabaseResource>().Single(candidate => candidate.Name == database);
        return (await resource.ConnectionStringFor(role).GetValueAsync(cancellationToken))!;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
