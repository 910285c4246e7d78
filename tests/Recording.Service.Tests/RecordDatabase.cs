using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Encryption;
using WebchatAspire.Recording.Service.Live;
using WebchatAspire.Recording.Service.Tests;
using WebchatAspire.Testing;
using Xunit;
using Xunit.v3;

[assembly: TestPipelineStartup(typeof(Stores))]
[assembly: AssemblyFixture(typeof(RecordDatabase))]

namespace WebchatAspire.Recording.Service.Tests;

/// <summary>A migrated record with its real accounts, and the service's own parts on top of it.</summary>
public sealed class RecordDatabase : IAsyncLifetime
{
    public const string Adviser = "0198c1a2-0000-7000-8000-00000000000a";

    private const string Password = "for-tests-only";

    private string _superuser = "";

    internal string Key { get; } = NewKey();
    internal NpgsqlDataSource Superuser { get; private set; } = null!;
    internal NpgsqlDataSource Owner { get; private set; } = null!;
    internal NpgsqlDataSource Append { get; private set; } = null!;
    internal NpgsqlDataSource Read { get; private set; } = null!;
    internal DataKeys Keys { get; private set; } = null!;
    internal ChatStart Start { get; private set; } = null!;
    internal ChatChange Change { get; private set; } = null!;
    internal CardMask Masking { get; private set; } = null!;
    internal AppendStatement Appending { get; private set; } = null!;
    internal ChatReader Chats { get; private set; } = null!;
    internal EventReader Events { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _superuser = await Stores.NewDatabaseAsync("recordings");
        Superuser = NpgsqlDataSource.Create(_superuser);
        await PrepareAccountsAsync();
        Owner = NpgsqlDataSource.Create(As("recordings_owner"));
        Append = Source("recordings_append");
        Read = Source("recordings_read");
        await using (var context = Context(Owner))
        {
            await context.Database.MigrateAsync();
        }
        Keys = new DataKeys(new KeyRing(new RecordingKeyOptions { Key = Key }));
        var chatKeys = new ChatKeys(Append, Keys);
        Start = new ChatStart(Append, chatKeys, Keys);
        var statement = new ChangeStatement(Append);
        Change = new ChatChange(statement, chatKeys);
        Masking = new CardMask(statement, chatKeys);
        Appending = new AppendStatement(Append, chatKeys);
        Chats = new ChatReader(Read);
        Events = new EventReader(Read, Keys);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in new[] { Owner, Append, Read, Superuser })
        {
            await source.DisposeAsync();
        }
        Keys.Dispose();
        var database = new NpgsqlConnectionStringBuilder(_superuser);
        var name = database.Database;
        database.Database = "postgres";
        database.Pooling = false;
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var drop = new NpgsqlCommand($"drop database {name} with (force)", connection);
        await drop.ExecuteNonQueryAsync();
    }

    /// <summary>The connection string of one of the real accounts.</summary>
    internal string As(string account) =>
        new NpgsqlConnectionStringBuilder(_superuser) { Username = account, Password = Password }.ConnectionString;

    internal static RecordContext Context(NpgsqlDataSource source) =>
        new(new DbContextOptionsBuilder<RecordContext>().UseNpgsql(source).UseSnakeCaseNamingConvention().Options);

    internal static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    internal static NewChat NewChat(string service = "housing-repairs", string? name = "Robin Example") =>
        new(
            Guid.CreateVersion7(),
            NewReference(),
            service,
            RandomNumberGenerator.GetBytes(32),
            name,
            "2026-1",
            "2026-1",
            "/housing/repairs",
            Guid.CreateVersion7(),
            "The boiler is cold",
            ChatMode.Live,
            "en",
            null,
            null
        );

    /// <summary>A chat that waits.</summary>
    internal async Task<NewChat> WaitingChatAsync(string service = "housing-repairs")
    {
        var chat = NewChat(service);
        Assert.Equal(Refusal.None, await Start.RunAsync(chat, default));
        return chat;
    }

    /// <summary>A chat with the adviser <see cref="Adviser"/>.</summary>
    internal async Task<NewChat> ActiveChatAsync(string service = "housing-repairs")
    {
        var chat = await WaitingChatAsync(service);
        var (refusal, _) = await Change.AssignAsync(
            chat.ChatId,
            Guid.CreateVersion7(),
            Adviser,
            "Sam Adviser",
            default
        );
        Assert.Equal(Refusal.None, refusal);
        return chat;
    }

    internal static NewEntry FromResident(Guid chatId, string text, Guid? eventId = null) =>
        new(chatId, eventId ?? Guid.CreateVersion7(), EventKind.Message, Party.Resident, null, text);

    internal static NewEntry FromAdviser(
        Guid chatId,
        string text,
        EventKind kind = EventKind.Message,
        string? code = null
    ) => new(chatId, Guid.CreateVersion7(), kind, Party.Adviser, Adviser, text, code);

    internal static NewEntry Flag(Guid chatId, Party by) =>
        by == Party.Adviser
            ? new(chatId, Guid.CreateVersion7(), EventKind.Flagged, by, Adviser, null, "resident")
            : new(chatId, Guid.CreateVersion7(), EventKind.Flagged, by, null, null, "adviser");

    /// <summary>The adviser asks for a supervisor to follow the chat.</summary>
    internal static NewEntry Ask(Guid chatId) =>
        new(chatId, Guid.CreateVersion7(), EventKind.Monitoring, Party.Adviser, Adviser, null, "asked");

    internal static NewEntry Notice(Guid chatId, string code, string? target = null) =>
        new(chatId, Guid.CreateVersion7(), EventKind.Notice, Party.System, null, null, code, target);

    internal static NewEnd EndBy(Guid chatId, Party party, string? partyId = null) =>
        new(chatId, Guid.CreateVersion7(), party, partyId);

    /// <summary>All that is stored of a chat, as the superuser sees it.</summary>
    internal async Task<List<(long Seq, Guid EventId, DateTime At)>> StoredAsync(Guid chatId)
    {
        await using var command = Superuser.CreateCommand(
            "select seq, event_id, at from record.events where chat_id = $1 order by seq"
        );
        command.Parameters.AddWithValue(chatId);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(long, Guid, DateTime)>();
        while (await reader.ReadAsync())
        {
            rows.Add((reader.GetInt64(0), reader.GetGuid(1), reader.GetDateTime(2)));
        }
        return rows;
    }

    /// <summary>Waits until so many statements of the appending account wait for a lock in this database.</summary>
    internal async Task UntilWaitingAsync(int count)
    {
        while (true)
        {
            await using var command = Superuser.CreateCommand(
                """
                select count(*) from pg_stat_activity
                where datname = current_database() and usename = 'recordings_append' and wait_event_type = 'Lock'
                """
            );
            if ((long)(await command.ExecuteScalarAsync())! >= count)
            {
                return;
            }
            await Task.Yield();
        }
    }

    internal async Task<Guid> PermitAsync(Guid chatId, TimeSpan length, string subject = "officer")
    {
        var permitId = Guid.CreateVersion7();
        await using var command = Append.CreateCommand(
            "insert into record.permits values ($1, $2, $3, 1, $4, now() + $5)"
        );
        command.Parameters.AddWithValue(permitId);
        command.Parameters.AddWithValue(chatId);
        command.Parameters.AddWithValue(Guid.CreateVersion7());
        command.Parameters.AddWithValue(subject);
        command.Parameters.AddWithValue(length);
        await command.ExecuteNonQueryAsync();
        return permitId;
    }

    /// <summary>A stored retrieval that was permitted.</summary>
    /// <param name="permitLength">For a permit that ends at another time than the retrieval says.</param>
    internal async Task<Guid> RetrievalAsync(
        Guid chatId,
        string subject,
        TimeSpan length,
        TimeSpan? permitLength = null,
        string[]? obligations = null
    )
    {
        var retrievalId = Guid.CreateVersion7();
        var permitId = await PermitAsync(chatId, permitLength ?? length, subject);
        var stored = (obligations ?? ["mask-third-parties", "time-limit"]).Select(id => new { id });
        await using var insert = Append.CreateCommand(
            """
            insert into record.retrievals
            values ($1, $2, $3, $4, $5, 'complaint', null, null, 'P16', 'permit', 'permitted', '2026-1', 1,
                $7::jsonb, now(), now() + $6, null)
            """
        );
        insert.Parameters.AddWithValue(retrievalId);
        insert.Parameters.AddWithValue(chatId);
        insert.Parameters.AddWithValue(Guid.CreateVersion7());
        insert.Parameters.AddWithValue(permitId);
        insert.Parameters.AddWithValue(subject);
        insert.Parameters.AddWithValue(length);
        insert.Parameters.AddWithValue(JsonSerializer.Serialize(stored));
        await insert.ExecuteNonQueryAsync();
        return retrievalId;
    }

    private static string NewReference()
    {
        var letters = RandomNumberGenerator.GetString("23456789ABCDEFGHJKMNPQRSTVWXYZ", 8);
        return $"{letters[..4]}-{letters[4..]}";
    }

    private NpgsqlDataSource Source(string account)
    {
        var builder = new NpgsqlDataSourceBuilder(As(account));
        RecordStores.Configure(builder);
        return builder.Build();
    }

    /// <summary>What the AppHost does before migrations run.</summary>
    private async Task PrepareAccountsAsync()
    {
        foreach (var account in new[] { "recordings_owner", "recordings_append", "recordings_read" })
        {
            await ExecuteAsync(
                $"""
                do $$ begin
                    if not exists (select from pg_roles where rolname = '{account}') then
                        create role {account} login nosuperuser nocreaterole nobypassrls;
                    end if;
                    alter role {account} with login password '{Password}';
                end $$
                """
            );
        }
        var database = new NpgsqlConnectionStringBuilder(_superuser).Database;
        await ExecuteAsync($"alter database {database} owner to recordings_owner");
        await ExecuteAsync($"revoke all on database {database} from public");
        await ExecuteAsync($"grant connect on database {database} to recordings_append, recordings_read");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = Superuser.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
