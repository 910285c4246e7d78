using System.Runtime.CompilerServices;
using Npgsql;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Recording.Service.Data;

/// <summary>Chats without their text, read with the reading account.</summary>
internal sealed class ChatReader([FromKeyedServices(RecordStores.Read)] NpgsqlDataSource read)
{
    internal const string Columns = """
        chat_id, reference, service, page, resident_name_cipher, adviser_id, adviser_name_cipher, started_at, assigned_at,
        ended_at, ended_by, notice_version, policy_version, secret_hash, last_seq, last_at, message_count, data_key, key_id,
        mode, language, contact_cipher, account_reference_cipher, queued_at, at_head, outcome, flagged, adviser_ids
        """;

    private const string One = $"select {Columns} from record.chats where chat_id = $1";
    private const string Live =
        $"select {Columns} from record.chats where ended_at is null order by started_at, chat_id";

    public async Task<ChatRow?> FindAsync(Guid chatId, CancellationToken cancellationToken)
    {
        await using var command = read.CreateCommand(One);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = chatId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Row(reader) : null;
    }

    /// <summary>All chats that have not ended, oldest first.</summary>
    public async IAsyncEnumerable<ChatRow> LiveAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = read.CreateCommand(Live);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return Row(reader);
        }
    }

    internal static NpgsqlBatchCommand Command(Guid chatId) =>
        new(One) { Parameters = { new NpgsqlParameter<Guid> { TypedValue = chatId } } };

    internal static ChatRow Row(NpgsqlDataReader reader) =>
        new()
        {
            ChatId = reader.GetGuid(0),
            Reference = reader.GetString(1),
            Service = reader.GetString(2),
            Page = reader.Optional<string>(3),
            ResidentNameCipher = reader.Optional<byte[]>(4),
            AdviserId = reader.Optional<string>(5),
            AdviserNameCipher = reader.Optional<byte[]>(6),
            StartedAt = reader.GetFieldValue<DateTimeOffset>(7),
            AssignedAt = reader.IsDBNull(8) ? null : reader.GetFieldValue<DateTimeOffset>(8),
            EndedAt = reader.IsDBNull(9) ? null : reader.GetFieldValue<DateTimeOffset>(9),
            EndedBy = reader.IsDBNull(10) ? null : (Party)reader.GetInt16(10),
            NoticeVersion = reader.GetString(11),
            PolicyVersion = reader.GetString(12),
            SecretHash = reader.GetFieldValue<byte[]>(13),
            LastSeq = reader.GetInt64(14),
            LastAt = reader.GetFieldValue<DateTimeOffset>(15),
            MessageCount = reader.GetInt32(16),
            DataKey = reader.GetFieldValue<byte[]>(17),
            KeyId = reader.GetString(18),
            Mode = (ChatMode)reader.GetInt16(19),
            Language = reader.GetString(20),
            ContactCipher = reader.Optional<byte[]>(21),
            AccountReferenceCipher = reader.Optional<byte[]>(22),
            QueuedAt = reader.GetFieldValue<DateTimeOffset>(23),
            AtHead = reader.GetBoolean(24),
            Outcome = reader.Optional<string>(25),
            Flagged = reader.GetBoolean(26),
            AdviserIds = reader.GetFieldValue<string[]>(27),
        };
}

internal static class ReaderExtensions
{
    public static T? Optional<T>(this NpgsqlDataReader reader, int column)
        where T : class => reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);
}
