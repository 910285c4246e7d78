using Npgsql;
using WebchatAspire.AppHost.Stores;
using Xunit.Sdk;
using Xunit.v3;

namespace WebchatAspire.Testing;

/// <summary>
/// The stack's own PostgreSQL and Redis without its services, for the tests of one service. A test project takes it by
/// <c>[assembly: TestPipelineStartup(typeof(Stores))]</c>; both servers run before its first test and stop after its last.
/// </summary>
public sealed class Stores : ITestPipelineStartup
{
    private const string Password = "accounts-of-tests";

    private static readonly SemaphoreSlim s_provisioning = new(1, 1);
    private static StoreRun? s_run;

    private readonly string _folder = AppHostTesting.NewFolder();

    private static StoreRun Run =>
        s_run ?? throw new InvalidOperationException("The assembly has no TestPipelineStartup attribute for Stores.");

    /// <summary>Connection string of Redis, in the form of StackExchange.Redis.</summary>
    public static string Redis => Run.Redis;

    /// <summary>A fresh database, in which nobody but the superuser may do anything yet.</summary>
    /// <returns>The superuser's connection string.</returns>
    public static async Task<string> NewDatabaseAsync(string name)
    {
        var database = $"{name}_{Guid.CreateVersion7():N}";
        await using var source = NpgsqlDataSource.Create(Run.Administrator);
        await using var command = source.CreateCommand($"create database {database}");
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(Run.Administrator) { Database = database }.ConnectionString;
    }

    /// <summary>A fresh database with its accounts, as the AppHost makes them.</summary>
    /// <param name="roles">The owner first.</param>
    /// <returns>The roles' connection strings.</returns>
    public static async Task<IReadOnlyList<string>> NewDatabaseAsync(string name, params string[] roles)
    {
        var database = $"{name}_{Guid.CreateVersion7():N}";
        await s_provisioning.WaitAsync();
        try
        {
            // Roles belong to the server, so one password is good for all databases.
            await DatabaseProvisioning.CreateAsync(
                Run.Administrator,
                database,
                [.. roles.Select(role => (role, Password))],
                CancellationToken.None
            );
        }
        finally
        {
            s_provisioning.Release();
        }
        return
        [
            .. roles.Select(role =>
                new NpgsqlConnectionStringBuilder(Run.Administrator)
                {
                    Database = database,
                    Username = role,
                    Password = Password,
                }.ConnectionString
            ),
        ];
    }

    public async ValueTask StartAsync(IMessageSink diagnosticMessageSink)
    {
        using var patience = new CancellationTokenSource(AppHostTesting.Patience);
        s_run = await StoreRun.StartAsync(_folder, withDatabases: false, patience.Token);
    }

    public async ValueTask StopAsync()
    {
        if (s_run is not null)
        {
            await s_run.DisposeAsync();
        }
        Directory.Delete(_folder, recursive: true);
    }
}
