using Npgsql;

namespace WebchatAspire.Gateway.Tests.Hosts;

/// <summary>A database with the two accounts that the AppHost makes: the owner, and the service's restricted one.</summary>
internal sealed record IdentityDatabase(string Owner, string App)
{
    private const string Password = "identity-tests";

    public static async Task<IdentityDatabase> CreateAsync()
    {
        var superuser = new NpgsqlConnectionStringBuilder(await Stores.NewDatabaseAsync("identities"));
        await using var source = NpgsqlDataSource.Create(superuser.ConnectionString);
        foreach (var role in (string[])["identities_owner", "identities_app"])
        {
            await ExecuteAsync(
                source,
                $"""
                do $$ begin
                  perform pg_advisory_xact_lock(7261001);
                  if not exists (select from pg_roles where rolname = '{role}') then
                    create role {role} login nosuperuser nocreaterole nobypassrls;
                  end if;
                  alter role {role} password '{Password}';
                end $$
                """
            );
        }
        await ExecuteAsync(
            source,
            $"""
            alter database {superuser.Database} owner to identities_owner;
            revoke all on database {superuser.Database} from public;
            grant connect on database {superuser.Database} to identities_app;
            """
        );
        return new IdentityDatabase(As(superuser, "identities_owner"), As(superuser, "identities_app"));
    }

    private static string As(NpgsqlConnectionStringBuilder superuser, string role) =>
        new NpgsqlConnectionStringBuilder(superuser.ConnectionString)
        {
            Username = role,
            Password = Password,
        }.ConnectionString;

    public static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
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
        await ExecuteAsync(source, sql);
    }
}
