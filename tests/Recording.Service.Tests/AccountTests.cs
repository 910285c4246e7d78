using Npgsql;
using WebchatAspire.Contracts.Record;
using Xunit;

namespace WebchatAspire.Recording.Service.Tests;

/// <summary>What the restricted database accounts cannot do, tried with the real accounts (law 3).</summary>
public sealed class AccountTests(RecordDatabase record)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("select body from record.events")]
    [InlineData("select * from record.events")]
    [InlineData("insert into record.events select * from record.events returning body")]
    [InlineData("update record.events set body = null")]
    [InlineData("update record.events set seq = seq + 1")]
    [InlineData("delete from record.events")]
    [InlineData("truncate record.events")]
    [InlineData("select resident_name_cipher from record.chats")]
    [InlineData("select secret_hash from record.chats")]
    [InlineData("select reference from record.chats")]
    [InlineData("select notice_version from record.chats")]
    [InlineData("select policy_version from record.chats")]
    [InlineData("select assigned_at from record.chats")]
    [InlineData("select ended_by from record.chats")]
    [InlineData("select trace_id from record.events")]
    [InlineData("update record.chats set data_key = ''")]
    [InlineData("update record.chats set secret_hash = ''")]
    [InlineData("update record.chats set started_at = now()")]
    [InlineData("update record.chats set queued_at = now()")]
    [InlineData("update record.chats set mode = 2")]
    [InlineData("update record.chats set language = 'cy'")]
    [InlineData("update record.chats set contact_cipher = null")]
    [InlineData("select contact_cipher from record.chats")]
    [InlineData("select account_reference_cipher from record.chats")]
    [InlineData("select outcome from record.chats")]
    [InlineData("insert into record.ratings select * from record.ratings returning score")]
    [InlineData("update record.events set code = null")]
    [InlineData("update record.events set masked_at = null")]
    [InlineData("select * from record.ratings")]
    [InlineData("update record.ratings set score = 5")]
    [InlineData("delete from record.ratings")]
    [InlineData("delete from record.chats")]
    [InlineData("truncate record.chats cascade")]
    [InlineData("select * from record.permits")]
    [InlineData("update record.permits set expires_at = now() + interval '1 year'")]
    [InlineData("delete from record.permits")]
    [InlineData("select justification_cipher from record.retrievals")]
    [InlineData("update record.retrievals set outcome = 'deny'")]
    [InlineData("delete from record.retrievals")]
    [InlineData("select record.permitted_chat()")]
    [InlineData("alter table record.events disable row level security")]
    [InlineData("create table record.mine (id int)")]
    [InlineData("create table public.mine (id int)")]
    [InlineData("set role recordings_owner")]
    [InlineData("set role recordings_read")]
    public Task The_appending_account_cannot(string sql) => AssertForbiddenAsync(record.Append, sql);

    [Theory]
    [InlineData("insert into record.permits select * from record.permits")]
    [InlineData("update record.permits set expires_at = now() + interval '1 year'")]
    [InlineData("delete from record.permits")]
    [InlineData("insert into record.retrievals select * from record.retrievals")]
    [InlineData("insert into record.events select * from record.events")]
    [InlineData("update record.events set body = null")]
    [InlineData("delete from record.events")]
    [InlineData("truncate record.events")]
    [InlineData("update record.chats set ended_at = null")]
    [InlineData("insert into record.ratings select * from record.ratings")]
    [InlineData("select record.mask_message(null, null, null)")]
    [InlineData("select 1 from record.chats for update")]
    [InlineData("delete from record.chats")]
    [InlineData("drop policy read_permitted on record.events")]
    [InlineData("alter table record.events no force row level security")]
    [InlineData("create table record.mine (id int)")]
    [InlineData("set role recordings_append")]
    public Task The_reading_account_cannot(string sql) => AssertForbiddenAsync(record.Read, sql);

    [Fact]
    public async Task The_owner_too_sees_no_event()
    {
        await record.WaitingChatAsync();
        await using var command = record.Owner.CreateCommand("select count(*) from record.events");

        Assert.Equal(0L, await command.ExecuteScalarAsync(Ending));
    }

    [Fact]
    public async Task The_reading_account_sees_events_only_under_an_unexpired_permit_of_that_chat()
    {
        var chat = await record.WaitingChatAsync();
        var other = await record.WaitingChatAsync();
        var permit = await record.PermitAsync(chat.ChatId, TimeSpan.FromMinutes(5));
        var expired = await record.PermitAsync(chat.ChatId, TimeSpan.FromMinutes(-1));

        Assert.Equal(0, await CountAsync("", "", "true"));
        Assert.Equal(2, await CountAsync("webchat.permit", permit.ToString(), "true"));
        Assert.Equal(0, await CountAsync("webchat.permit", permit.ToString(), $"chat_id = '{other.ChatId}'"));
        Assert.Equal(0, await CountAsync("webchat.permit", expired.ToString(), "true"));
        Assert.Equal(0, await CountAsync("webchat.permit", Guid.CreateVersion7().ToString(), "true"));
    }

    [Fact]
    public async Task A_permit_holds_for_its_transaction_and_not_for_the_connection()
    {
        var chat = await record.WaitingChatAsync();
        var permit = await record.PermitAsync(chat.ChatId, TimeSpan.FromMinutes(5));
        await using var connection = await record.Read.OpenConnectionAsync(Ending);
        await using (var transaction = await connection.BeginTransactionAsync(Ending))
        {
            await using var set = new NpgsqlCommand(
                $"select set_config('webchat.permit', '{permit}', true)",
                connection
            );
            await set.ExecuteNonQueryAsync(Ending);
            await transaction.CommitAsync(Ending);
        }
        await using var count = new NpgsqlCommand("select count(*) from record.events", connection);

        Assert.Equal(0L, await count.ExecuteScalarAsync(Ending));
    }

    [Fact]
    public async Task The_live_window_opens_one_chat_and_closes_with_it()
    {
        var chat = await record.WaitingChatAsync();
        var other = await record.WaitingChatAsync();

        Assert.Equal(2, await CountAsync("webchat.live_chat", chat.ChatId.ToString(), "true"));
        Assert.Equal(0, await CountAsync("webchat.live_chat", chat.ChatId.ToString(), $"chat_id = '{other.ChatId}'"));
        await record.Change.EndAsync(RecordDatabase.EndBy(chat.ChatId, Party.Resident), Ending);
        Assert.Equal(0, await CountAsync("webchat.live_chat", chat.ChatId.ToString(), "true"));
    }

    [Theory]
    [InlineData("ended_at = null")]
    [InlineData("ended_at = now()")]
    [InlineData("adviser_id = null")]
    [InlineData("message_count = 0")]
    public async Task An_ended_chat_does_not_change_whoever_asks(string change)
    {
        var chat = await record.ActiveChatAsync();
        await record.Change.EndAsync(RecordDatabase.EndBy(chat.ChatId, Party.Resident), Ending);
        var sql = $"update record.chats set {change} where chat_id = '{chat.ChatId}'";

        await AssertRefusedAsync(record.Append, sql, PostgresErrorCodes.RestrictViolation);
        await AssertRefusedAsync(record.Superuser, sql, PostgresErrorCodes.RestrictViolation);
        Assert.Equal(0, await CountAsync("webchat.live_chat", chat.ChatId.ToString(), "true"));
    }

    [Fact]
    public async Task The_reading_account_cannot_look_for_permits()
    {
        var chat = await record.WaitingChatAsync();
        await record.PermitAsync(chat.ChatId, TimeSpan.FromMinutes(5));
        await using var command = record.Read.CreateCommand("select count(*) from record.permits");

        Assert.Equal(0L, await command.ExecuteScalarAsync(Ending));
    }

    private async Task<long> CountAsync(string setting, string value, string where)
    {
        await using var connection = await record.Read.OpenConnectionAsync(Ending);
        await using var transaction = await connection.BeginTransactionAsync(Ending);
        if (setting.Length > 0)
        {
            await using var set = new NpgsqlCommand("select set_config($1, $2, true)", connection);
            set.Parameters.AddWithValue(setting);
            set.Parameters.AddWithValue(value);
            await set.ExecuteNonQueryAsync(Ending);
        }
        await using var count = new NpgsqlCommand($"select count(*) from record.events where {where}", connection);
        return (long)(await count.ExecuteScalarAsync(Ending))!;
    }

    private static Task AssertForbiddenAsync(NpgsqlDataSource account, string sql) =>
        AssertRefusedAsync(account, sql, PostgresErrorCodes.InsufficientPrivilege);

    private static async Task AssertRefusedAsync(NpgsqlDataSource account, string sql, string sqlState)
    {
        await using var command = account.CreateCommand(sql);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Ending));
        Assert.Equal(sqlState, refused.SqlState);
    }
}
