using Npgsql;
using WebchatAspire.Testing;
using Xunit;

namespace WebchatAspire.AppHost.Tests;

public sealed class EmbeddedStoresTests : IDisposable
{
    private readonly string _folder = AppHostTesting.NewFolder();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_run_opens_the_data_of_the_first_with_the_same_generated_passwords()
    {
        string firstPassword;
        await using (var first = await StoreRun.StartAsync(_folder, withDatabases: true, Cancel))
        {
            var owner = await first.ConnectionStringAsync("recordings", "recordings_owner", Cancel);
            firstPassword = new NpgsqlConnectionStringBuilder(owner).Password!;
            await Sql.ScalarAsync(owner, "create table kept (word text); insert into kept values ('still here')");
        }

        // As from a kill in the middle of writing: nothing is known to be left running, and nothing is hindered by it.
        await File.WriteAllTextAsync(Path.Combine(_folder, "processes.json"), "[{\"Resource\":\"re", Cancel);

        await using var second = await StoreRun.StartAsync(_folder, withDatabases: true, Cancel);
        var again = await second.ConnectionStringAsync("recordings", "recordings_owner", Cancel);

        Assert.Equal("still here", await Sql.ScalarAsync(again, "select word from kept"));
        Assert.Equal(firstPassword, new NpgsqlConnectionStringBuilder(again).Password);
    }

    [Fact]
    public async Task An_account_reaches_its_own_database_only_and_may_make_nothing_in_it()
    {
        await using var run = await StoreRun.StartAsync(_folder, withDatabases: true, Cancel);
        var append = await run.ConnectionStringAsync("recordings", "recordings_append", Cancel);
        var elsewhere = new NpgsqlConnectionStringBuilder(append) { Database = "policies" }.ConnectionString;

        Assert.Equal(1, await Sql.ScalarAsync(append, "select 1"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await RefusalAsync(elsewhere, "select 1"));
        Assert.Equal(
            PostgresErrorCodes.InsufficientPrivilege,
            await RefusalAsync(append, "create table public.mine (a int)")
        );
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await RefusalAsync(append, "create schema mine"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await RefusalAsync(append, "create role friend"));
    }

    [Fact]
    public async Task A_second_stack_on_the_same_data_is_refused_with_the_reason()
    {
        await using var run = await StoreRun.StartAsync(_folder, withDatabases: false, Cancel);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            StoreRun.StartAsync(_folder, withDatabases: false, Cancel)
        );

        Assert.Contains("Another run uses the data", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await Sql.ScalarAsync(run.Administrator, "select 1"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<string> RefusalAsync(string connectionString, string sql) =>
        (await Assert.ThrowsAsync<PostgresException>(() => Sql.ScalarAsync(connectionString, sql))).SqlState;
}
