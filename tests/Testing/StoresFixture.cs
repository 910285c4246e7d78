using Npgsql;
using WebchatAspire.AppHost.Stores;
using Xunit;

namespace WebchatAspire.Testing;

/// <summary>
/// The stack's own PostgreSQL and Redis without its services: an assembly fixture for the tests of one service. Each test
/// class takes a database of its own.
/// </summary>
public sealed class StoresFixture : IAsyncLifetime
{
    /// <summary>The password of every restricted account.</summary>
    private const string Password = "for-tests-only";

    private readonly string _folder = AppHostTesting.NewFolder();
    private StoreRun? _run;

    private StoreRun Run => _run ?? throw new InvalidOperationException("The stores have not been started.");

    /// <summary>Connection string of Redis, in the form of StackExchange.Redis.</summary>
    public string Redis => Run.Redis;

    public async ValueTask InitializeAsync()
    {
        using var patience = new CancellationTokenSource(AppHostTesting.Patience);
        _run = await StoreRun.StartAsync(_folder, withDatabases: false, patience.Token);
    }

    /// <summary>A fresh database with the given accounts, made as the stack makes it.</summary>
    /// <param name="roles">The owner first.</param>
    public async Task<TestDatabase> NewDatabaseAsync(params string[] roles)
    {
        var name = $"test_{Guid.NewGuid():N}";
        await DatabaseProvisioning.CreateAsync(
            Run.Administrator,
            name,
            [.. roles.Select(role => (role, Password))],
            TestContext.Current.CancellationToken
        );
        return new TestDatabase(Run.Administrator, name, Password);
    }

    public async ValueTask DisposeAsync()
    {
        if (_run is not null)
        {
            await _run.DisposeAsync();
        }
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>A database of one test class.</summary>
public sealed class TestDatabase(string administrator, string name, string password)
{
    /// <summary>The superuser's connection string.</summary>
    public string Administrator => new NpgsqlConnectionStringBuilder(administrator) { Database = name }.ConnectionString;

    /// <summary>The connection string of one account.</summary>
    public string As(string role) =>
        new NpgsqlConnectionStringBuilder(administrator)
        {
            Database = name,
            Username = role,
            Password = password,
        }.ConnectionString;
}
