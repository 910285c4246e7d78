using Npgsql;
using WebchatAspire.AppHost.Stores;
using WebchatAspire.Testing;
using Xunit;

namespace WebchatAspire.AppHost.Tests;

/// <summary>Servers that exist already: the administrator may create roles and databases, and is no superuser.</summary>
public sealed class DatabaseProvisioningTests(DatabaseProvisioningTests.Server server)
    : IClassFixture<DatabaseProvisioningTests.Server>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_without_all_rights_can_prepare_a_database_and_do_so_again()
    {
        await CreateAsync("first");
        await CreateAsync("second");

        await Sql.ExecuteAsync(server.As("records_owner", "second", "records"), "create schema record");
        Assert.Equal(1, await Sql.ScalarAsync(server.As("records_app", "second", "records"), "select 1"));

        Task CreateAsync(string password) =>
            DatabaseProvisioning.CreateAsync(
                server.Administrator,
                "records",
                [("records_owner", password), ("records_app", password)],
                Cancel
            );
    }

    [Fact]
    public async Task A_role_that_may_do_more_than_it_must_is_left_alone_and_named()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            DatabaseProvisioning.CreateAsync(server.Superuser, "others", [("mighty", "another")], Cancel)
        );

        Assert.Contains("'mighty'", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await Sql.ScalarAsync(server.As("mighty", "its own"), "select 1"));
    }

    public sealed class Server : IAsyncLifetime
    {
        private readonly string _folder = AppHostTesting.NewFolder();
        private StoreRun _run = null!;

        public string Superuser => _run.Administrator;

        public string Administrator => As("administrator", "theirs");

        public async ValueTask InitializeAsync()
        {
            _run = await StoreRun.StartAsync(_folder, withDatabases: false, Cancel);
            await Sql.ExecuteAsync(
                Superuser,
                "create role administrator login createrole createdb password 'theirs'; "
                    + "create role mighty login createdb password 'its own'"
            );
        }

        public string As(string role, string password, string database = "postgres") =>
            new NpgsqlConnectionStringBuilder(Superuser)
            {
                Username = role,
                Password = password,
                Database = database,
            }.ConnectionString;

        public async ValueTask DisposeAsync()
        {
            await _run.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
