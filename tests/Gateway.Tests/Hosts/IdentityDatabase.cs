using Npgsql;

namespace WebchatAspire.Gateway.Tests.Hosts;

/// <summary>A database with the two accounts that the AppHost makes: the owner, and the service's restricted one.</summary>
internal sealed record IdentityDatabase(string Owner, string App)
{
    public static async Task<IdentityDatabase> CreateAsync()
    {
        var accounts = await Stores.NewDatabaseAsync("identities", "identities_owner", "identities_app");
        return new IdentityDatabase(accounts[0], accounts[1]);
    }

    public static async Task<T?> ScalarAsync<T>(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        return (T?)await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public static async Task ExecuteAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
