using Npgsql;
using WebchatAspire.Policy.Service.Data;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>
/// A migrated database with the accounts of a real run. The accounts are taken by the session setting <c>role</c>, so that
/// their rights are the real ones and no test knows a password.
/// </summary>
public sealed class PolicyDatabase : IAsyncLifetime
{
    private const string Roles = """
        do $$ begin create role policies_owner login; exception when duplicate_object or unique_violation then null; end $$;
        do $$ begin create role policies_app login; exception when duplicate_object or unique_violation then null; end $$;
        """;

    private string _superuser = "";

    public string Owner => As("policies_owner");
    public string App => As("policies_app");

    public async ValueTask InitializeAsync()
    {
        _superuser = await Stores.NewDatabaseAsync("policy_tests");
        var name = new NpgsqlConnectionStringBuilder(_superuser).Database;
        await ExecuteAsync(
            $"""
            {Roles}
            alter database {name} owner to policies_owner;
            revoke all on database {name} from public;
            grant connect on database {name} to policies_app;
            """
        );
        Assert.Equal(
            0,
            await PolicyContextOptions.MigrateAsync(["migrate", $"--ConnectionStrings:policies-owner={Owner}"])
        );
    }

    /// <summary>Runs SQL as the superuser, whom no right stops.</summary>
    public Task ExecuteAsync(string sql) => ExecuteAsync(_superuser, sql);

    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_superuser);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Waits until somebody waits for a lock of somebody else.</summary>
    /// <param name="query">What they wait with, as an SQL pattern.</param>
    public Task BlockedAsync(string query = "%") =>
        Until.TrueAsync(async () =>
            await QueryAsync<long>(
                $"""
                select count(*) from pg_stat_activity
                where datname = current_database() and wait_event_type = 'Lock' and query like '{query}'
                """
            ) > 0
        );

    /// <summary>The first column, as text.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_superuser);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await reader.ReadAsync())
        {
            found.Add(reader.GetString(0));
        }
        return found;
    }

    /// <summary>A version as another release might publish it, which this one cannot read.</summary>
    public Task PublishUnreadableAsync(string version, string from) =>
        ExecuteAsync(
            Owner,
            $$"""
            begin;
            select ledger.append_entries(
                next, coalesce(latest, '2026-03-02T09:00:00Z'), array['policy-published'],
                array[format(
                    '{"at":"%s","index":%s,"kind":"policy-published"}',
                    to_char(coalesce(latest, '2026-03-02T09:00:00Z') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), next
                )],
                array[null]::text[], array['\x00']::bytea[], array['{}']::jsonb[]
            ) from ledger.reserve_index();
            insert into policy.versions (version, in_force_from, text, sha256, published_by, published_at, ledger_index)
                select '{{version}}', '{{from}}', 'new: true', sha256('new: true'), 'policy', now(), size - 1 from ledger.head;
            commit;
            """
        );

    internal async Task<IReadOnlyList<StoredEntry>> EntriesAsync()
    {
        await using var source = NpgsqlDataSource.Create(_superuser);
        await using var command = source.CreateCommand(
            "select index, entry, leaf_hash, salt, details::text from ledger.entries left join ledger.details using (index) order by index"
        );
        await using var reader = await command.ExecuteReaderAsync();
        var entries = new List<StoredEntry>();
        while (await reader.ReadAsync())
        {
            entries.Add(
                new StoredEntry(
                    reader.GetInt64(0),
                    reader.GetString(1),
                    reader.GetFieldValue<byte[]>(2),
                    reader.IsDBNull(3) ? null : reader.GetFieldValue<byte[]>(3),
                    reader.IsDBNull(4) ? null : reader.GetString(4)
                )
            );
        }
        return entries;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        var builder = new NpgsqlConnectionStringBuilder(_superuser);
        var name = builder.Database;
        builder.Database = "postgres";
        await ExecuteAsync(builder.ConnectionString, $"drop database {name} with (force)");
    }

    private string As(string role) =>
        new NpgsqlConnectionStringBuilder(_superuser) { Options = $"-c role={role}" }.ConnectionString;
}

/// <param name="Salt">Null, as the details are, once they have been erased.</param>
internal sealed record StoredEntry(long Index, string Entry, byte[] LeafHash, byte[]? Salt, string? Details);
