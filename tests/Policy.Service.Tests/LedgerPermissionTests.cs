using Npgsql;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>What the accounts of the policy database cannot do.</summary>
public sealed class LedgerPermissionTests(PolicyDatabase database) : IClassFixture<PolicyDatabase>
{
    [Theory]
    [InlineData(
        "insert into ledger.entries (index, kind, at, entry, leaf_hash) values (0, 'x', now(), '{}', sha256(''))"
    )]
    [InlineData("update ledger.entries set kind = 'x'")]
    [InlineData("delete from ledger.entries")]
    [InlineData("truncate ledger.entries cascade")]
    [InlineData("insert into ledger.details (index, salt, details) values (0, '', '{}')")]
    [InlineData("select details from ledger.details")]
    [InlineData("update ledger.details set salt = ''")]
    [InlineData("delete from ledger.details")]
    [InlineData("update ledger.head set size = 7")]
    [InlineData("delete from ledger.head")]
    [InlineData("insert into ledger.tiles (level, index, hashes, root) values (0, 0, '', '')")]
    [InlineData("update ledger.tiles set root = ''")]
    [InlineData("delete from ledger.tiles")]
    [InlineData("insert into ledger.checkpoints (size, root, note, vkey, signed_at) values (0, '', '', '', now())")]
    [InlineData("update ledger.checkpoints set note = ''")]
    [InlineData("delete from ledger.checkpoints")]
    [InlineData("update policy.decisions set outcome = 'permit'")]
    [InlineData("delete from policy.decisions")]
    [InlineData("update policy.cases set opened_by = 'x'")]
    [InlineData("delete from policy.cases")]
    [InlineData("delete from policy.case_chats")]
    [InlineData("update policy.case_chats set linked_by = 'x'")]
    [InlineData("update policy.approvals set requested_by = 'x'")]
    [InlineData("update policy.approvals set expires_at = now()")]
    [InlineData("delete from policy.approvals")]
    [InlineData("update policy.approval_notes set note = 'x'")]
    [InlineData("update policy.decision_resources set participants = '{}'")]
    [InlineData("update policy.owed_cases set due_at = now()")]
    [InlineData("delete from policy.owed_cases")]
    [InlineData("update policy.reviews set requested_by = 'x'")]
    [InlineData("delete from policy.reviews")]
    [InlineData("update policy.versions set text = 'x'")]
    [InlineData("delete from policy.versions")]
    [InlineData("truncate policy.versions")]
    [InlineData("update policy.proposals set proposed_by = 'x'")]
    [InlineData("update policy.proposals set text = 'x'")]
    [InlineData("delete from policy.proposals")]
    [InlineData("create table policy.mine (id int)")]
    [InlineData("create table ledger.mine (id int)")]
    [InlineData("create table public.mine (id int)")]
    [InlineData("create schema mine")]
    [InlineData("drop table ledger.entries cascade")]
    [InlineData("alter table ledger.entries disable trigger all")]
    [InlineData("drop function ledger.append_entries")]
    [InlineData("select * from policy.migrations_history")]
    public async Task The_services_account_has_no_right_to(string sql) =>
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await SqlStateAsync(database.App, sql));

    [Theory]
    [InlineData("update ledger.entries set kind = 'x'")]
    [InlineData("delete from ledger.entries")]
    [InlineData("truncate ledger.entries cascade")]
    [InlineData("delete from ledger.head")]
    [InlineData("truncate ledger.head")]
    [InlineData("update ledger.head set size = size - 1")]
    [InlineData("update ledger.head set size = size + 1")]
    [InlineData("update ledger.head set size = size + 2")]
    [InlineData("update ledger.checkpoints set note = ''")]
    [InlineData("delete from ledger.checkpoints")]
    [InlineData("truncate ledger.checkpoints")]
    [InlineData("truncate ledger.tiles")]
    public async Task The_ledger_refuses_even_its_owner_to(string sql)
    {
        await AppendOneAsync();
        var size = await database.QueryAsync<long>("select size from ledger.head");
        await PolicyDatabase.ExecuteAsync(database.App, Checkpoint(size));
        Assert.Equal(PostgresErrorCodes.RestrictViolation, await SqlStateAsync(database.Owner, sql));
    }

    [Theory]
    [InlineData("update policy.versions set published_by = 'x'")]
    [InlineData("delete from policy.versions")]
    [InlineData("truncate policy.versions")]
    [InlineData("update policy.proposals set proposed_by = 'x'")]
    [InlineData("update policy.proposals set state = 'open', decided_by = null, decided_at = null")]
    [InlineData("delete from policy.proposals")]
    [InlineData("truncate policy.proposals")]
    public async Task A_published_version_and_a_decided_proposal_refuse_even_their_owner_to(string sql)
    {
        await ProposeAsync("one", "withdrawn", "one");
        await database.PublishUnreadableAsync($"2027.{s_versions++}", $"2027-01-{s_versions:00}");

        Assert.Equal(PostgresErrorCodes.RestrictViolation, await SqlStateAsync(database.Owner, sql));
    }

    [Theory]
    [InlineData("published", "one")]
    [InlineData("refused", "one")]
    [InlineData("published", "ONE")]
    public async Task The_store_takes_no_decision_by_who_proposed(string state, string by)
    {
        var exception = await Assert.ThrowsAsync<PostgresException>(() => ProposeAsync("one", state, by));

        Assert.Equal("ck_proposals_four_eyes", exception.ConstraintName);
    }

    [Fact]
    public async Task The_store_takes_no_text_under_another_ones_hash()
    {
        await AppendOneAsync();
        var exception = await Assert.ThrowsAsync<PostgresException>(() =>
            PolicyDatabase.ExecuteAsync(
                database.App,
                """
                insert into policy.versions (version, in_force_from, text, sha256, published_by, published_at, ledger_index)
                    select '2028.1', '2028-01-01', 'a: 1', sha256('a: 2'), 'policy', now(), size - 1 from ledger.head
                """
            )
        );

        Assert.Equal("ck_versions_sha256", exception.ConstraintName);
    }

    private static int s_versions = 1;

    private Task ProposeAsync(string by, string state, string decidedBy) =>
        PolicyDatabase.ExecuteAsync(
            database.App,
            $"""
            insert into policy.proposals
                (id, text, version, in_force_from, state, proposed_by, proposed_at, decided_by, decided_at, reason)
                values (gen_random_uuid(), 'a: 1', '2027.1', '2027-01-01', '{state}', '{by}', now(), '{decidedBy}', now(),
                    case when '{state}' = 'refused' then 'mistaken' end)
            """
        );

    [Theory]
    [InlineData(0, """{"at":"2026-03-02T09:00:00Z","index":7777,"kind":"decision"}""")]
    [InlineData(1, """{"at":"2026-03-02T09:00:00Z","index":NEXT,"kind":"decision"}""")]
    [InlineData(0, """{"at":"2026-03-02T09:00:00Z","kind":"decision"}""")]
    [InlineData(0, """{"at":"2026-03-02T10:00:00Z","index":NEXT,"kind":"decision"}""")]
    [InlineData(0, """{"at":"2026-03-02T09:00:00Z","index":NEXT,"kind":"read"}""")]
    [InlineData(0, """{"at":"2026-03-02T09:00:00Z","index":NEXT,"kind":"decision","trace_id":"x"}""")]
    [InlineData(-1, """{"at":"2026-03-02T09:00:00Z","index":NEXT,"kind":"decision"}""")]
    [InlineData(0, """{"at":"2026-03-02T09:00:00Z","index":NEXT,"kind":"decision"}""", 3)]
    public async Task Entries_of_which_one_is_out_of_turn_or_contradicts_itself_are_not_appended(
        int offset,
        string entry,
        int columns = 2
    )
    {
        var size = await database.QueryAsync<long>("select size from ledger.head");
        // A good one comes first: it is not appended either.
        var first = Entry(size);
        var second = entry.Replace("NEXT", $"{size + 1}", StringComparison.Ordinal);

        Assert.Equal(
            PostgresErrorCodes.InvalidParameterValue,
            await SqlStateAsync(database.App, Append(size + offset, [first, second], columns))
        );
        Assert.Equal(size, await database.QueryAsync<long>("select size from ledger.head"));
        Assert.Equal(size, await database.QueryAsync<long>("select count(*) from ledger.entries"));
    }

    [Fact]
    public async Task No_entries_are_no_append() =>
        Assert.Equal(
            PostgresErrorCodes.InvalidParameterValue,
            await SqlStateAsync(
                database.App,
                Append(await database.QueryAsync<long>("select size from ledger.head"), [], 0)
            )
        );

    [Fact]
    public async Task The_head_does_not_run_ahead_of_the_entries_whoever_moves_it()
    {
        await AppendOneAsync();
        var size = await database.QueryAsync<long>("select size from ledger.head");
        var gap = $"""
            insert into ledger.entries (index, kind, at, entry, leaf_hash) values ({size
                + 1}, 'x', now(), 'null', sha256(''));
            update ledger.head set size = size + 1;
            """;

        Assert.Equal(PostgresErrorCodes.RestrictViolation, await SqlStateAsync(database.Owner, gap));
    }

    [Fact]
    public async Task A_checkpoint_never_covers_less_than_the_one_before_or_more_than_there_is()
    {
        await AppendOneAsync();
        await AppendOneAsync();
        var size = await database.QueryAsync<long>("select size from ledger.head");
        await PolicyDatabase.ExecuteAsync(database.App, Checkpoint(size - 1));

        foreach (var outOfTurn in new[] { size - 2, size - 1, size + 1 })
        {
            Assert.Equal(
                PostgresErrorCodes.InvalidParameterValue,
                await SqlStateAsync(database.App, Checkpoint(outOfTurn))
            );
        }
    }

    [Fact]
    public async Task A_tile_never_reaches_beyond_the_entries() =>
        Assert.Equal(
            PostgresErrorCodes.InvalidParameterValue,
            await SqlStateAsync(
                database.App,
                "select ledger.append_tiles('{0}', '{0}', array[decode(repeat('00', 8192), 'hex')], array[sha256('')])"
            )
        );

    [Fact]
    public async Task The_services_account_appends_through_the_function()
    {
        var size = await database.QueryAsync<long>("select size from ledger.head");
        await AppendOneAsync();
        Assert.Equal(size + 1, await database.QueryAsync<long>("select count(*) from ledger.entries"));
    }

    [Fact]
    public async Task No_entry_is_of_before_the_entry_before_it()
    {
        await AppendOneAsync();
        var size = await database.QueryAsync<long>("select size from ledger.head");
        var earlier = Append(size, [Entry(size)], 1)
            .Replace("T09:00:00Z", "T08:59:59.999999Z", StringComparison.Ordinal);

        Assert.Equal(PostgresErrorCodes.RestrictViolation, await SqlStateAsync(database.App, earlier));
    }

    [Fact]
    public async Task An_append_looks_at_its_own_entries_whatever_was_planned_when_the_ledger_was_small()
    {
        await using var source = NpgsqlDataSource.Create(database.App);
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        // Plans are kept from the sixth time on.
        for (var i = 0; i < 10; i++)
        {
            await AppendOneAsync(connection);
        }
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await AppendOneAsync(connection);
        await using var scans = new NpgsqlCommand(
            "select coalesce(sum(seq_scan), 0)::bigint from pg_stat_xact_user_tables where schemaname = 'ledger' and relname = 'entries'",
            connection
        );

        Assert.Equal(0L, await scans.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    private static string Checkpoint(long size) =>
        $"select ledger.append_checkpoint({size}, sha256(''), 'note', 'vkey', now())";

    private static string Entry(long index) =>
        $$"""{"at":"2026-03-02T09:00:00Z","index":{{index}},"kind":"decision"}""";

    private static string Append(long first, string[] entries, int columns) =>
        $"""
            select ledger.append_entries({first}, '2026-03-02T09:00:00Z', {Array("text", columns, "'decision'")},
                array[{string.Join(", ", entries.Select(entry => $"'{entry}'"))}]::text[],
                {Array("text", columns, "null")}, {Array("bytea", columns, "'\\x00'")}, {Array(
                "jsonb",
                columns,
                "'{}'"
            )})
            """;

    private static string Array(string type, int length, string item) =>
        $"array[{string.Join(", ", Enumerable.Repeat(item, length))}]::{type}[]";

    private async Task AppendOneAsync()
    {
        await using var source = NpgsqlDataSource.Create(database.App);
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await AppendOneAsync(connection);
    }

    private static async Task AppendOneAsync(NpgsqlConnection connection)
    {
        await using var head = new NpgsqlCommand("select size from ledger.head", connection);
        var index = (long)(await head.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        await using var append = new NpgsqlCommand(Append(index, [Entry(index)], 1), connection);
        await append.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<string> SqlStateAsync(string connectionString, string sql) =>
        (
            await Assert.ThrowsAsync<PostgresException>(() => PolicyDatabase.ExecuteAsync(connectionString, sql))
        ).SqlState;
}
