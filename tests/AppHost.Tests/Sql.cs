using Npgsql;
using Xunit;

namespace WebchatAspire.AppHost.Tests;

internal static class Sql
{
    public static Task ExecuteAsync(string connectionString, string sql) => ScalarAsync(connectionString, sql);

    public static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
