using Npgsql;
using WebchatAspire.AppHost.Stores;
using WebchatAspire.Testing;
using Xunit;

namespace WebchatAspire.AppHost.Tests;

/// <summary>Servers that exist already: the administrator may create roles and databases, and is no superuser.</summary>
public sealed class DatabaseProvisioningTests : IAsyncLifetime
{
    private readonly string _folder = AppHostTesting.NewFolder();
    private StoreRun _run = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Administrator =>
        new NpgsqlConnectionStringBuilder(_run.Administrator)
        {
            Username = "administrator",
            Password = "theirs",
            Database = "postgres",
        }.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        _run = await StoreRun.StartAsync(_folder, withDatabases: false, Cancel);
        await Sql.ExecuteAsync(
            _run.Administrator,
            "create role administrator login createrole createdb password 'theirs'; "
                + "create role mighty login createdb password 'its own'"
        );
    }

    [Fact]
    public async Task An_administrator_without_all_rights_can_prepare_a_database_and_do_so_again()
    {
        await CreateAsync("first");
        await CreateAsync("second");

        var owner = new NpgsqlConnectionStringBuilder(Administrator)
        {
            Database = "records",
            Username = "records_owner",
        };
        owner.Password = "second";
        await Sql.ExecuteAsync(owner.ConnectionString, "create schema record");
        owner.Username = "records_app";
        Assert.Equal(1, await Sql.ScalarAsync(owner.ConnectionString, "select 1"));

        Task CreateAsync(string password) =>
            DatabaseProvisioning.CreateAsync(
                Administrator,
                "records",
                [("records_owner", password), ("records_app", password)],
                Cancel
            );
    }

    [Fact]
    public async Task A_role_that_may_do_more_than_it_must_is_left_alone_and_named()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            DatabaseProvisioning.CreateAsync(_run.Administrator, "others", [("mighty", "another")], Cancel)
        );

        Assert.Contains("'mighty'", refusal.Message, StringComparison.Ordinal);
        var mighty = new NpgsqlConnectionStringBuilder(_run.Administrator)
        {
            Username = "mighty",
            Password = "its own",
            Database = "postgres",
        };
        Assert.Equal(1, await Sql.ScalarAsync(mighty.ConnectionString, "select 1"));
    }

    public async ValueTask DisposeAsync()
    {
        await _run.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
