using Npgsql;
using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Encryption;
using WebchatAspire.Recording.Service.Telemetry;

namespace WebchatAspire.Recording.Service.Live;

/// <summary>What a new chat begins with.</summary>
internal sealed record NewChat(
    Guid ChatId,
    string Reference,
    string Service,
    byte[] SecretHash,
    string? ResidentName,
    string NoticeVersion,
    string PolicyVersion,
    string? Page,
    Guid FirstEventId,
    string FirstMessage
);

/// <summary>Why a change of a chat was not made.</summary>
internal enum Refusal
{
    None,
    UnknownChat,
    ReferenceTaken,
    State,
}

/// <summary>Creates chats, each with its start and first message in one statement.</summary>
internal sealed class ChatStart(
    [FromKeyedServices(RecordStores.Append)] NpgsqlDataSource append,
    ChatKeys chatKeys,
    DataKeys keys
)
{
    private const string Create = """
        with created as (
            insert into record.chats
                (chat_id, reference, service, page, resident_name_cipher, started_at, notice_version, policy_version,
                secret_hash, last_seq, last_at, message_count, data_key, key_id, trace_id)
            values ($1, $2, $3, $4, $5, now(), $6, $7, $8, 2, now(), 1, $9, $10, $11)
            on conflict (chat_id) do nothing
            returning chat_id, started_at
        )
        insert into record.events
            (chat_id, seq, event_id, kind, party, body, body_version, digest, at, trace_id)
        select c.chat_id, e.seq, e.event_id, e.kind, 1, e.body, e.version, e.digest, c.started_at, $11
        from created c cross join (values
            (1, $12, 1, null::bytea, null::smallint, $13), (2, $14, 2, $15, $16, $17)
        ) as e(seq, event_id, kind, body, version, digest)
        returning seq, event_id, at
        """;

    private const string FirstEvents = """
        select seq, event_id, at, digest from record.events where chat_id = $1 and seq <= 2 order by seq
        """;

    /// <summary>Creates the chat, or finds it as it was created by the same request before.</summary>
    public async Task<(Refusal Refusal, IReadOnlyList<OpenedEvent> Events)> RunAsync(
        NewChat chat,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var created = await CreateAsync(chat, cancellationToken);
            return created.Count > 0 ? (Refusal.None, created) : await FindAsync(chat, cancellationToken);
        }
        catch (PostgresException e)
            when (e is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "ix_chats_reference" })
        {
            // The same request, sent twice at once, collides on either index; then the chat is there.
            var (refusal, events) = await FindAsync(chat, cancellationToken);
            return (refusal == Refusal.UnknownChat ? Refusal.ReferenceTaken : refusal, events);
        }
    }

    private async Task<List<OpenedEvent>> CreateAsync(NewChat chat, CancellationToken cancellationToken)
    {
        var (cipher, wrapped, keyId) = keys.Create(chat.ChatId);
        await using var command = append.CreateCommand(Create);
        NpgsqlParameter[] parameters =
        [
            SqlParameters.Id(chat.ChatId),
            SqlParameters.Text(chat.Reference),
            SqlParameters.Text(chat.Service),
            SqlParameters.Text(chat.Page),
            SqlParameters.Bytes(cipher.SealOptional(SealedField.ResidentName, chat.ResidentName)),
            SqlParameters.Text(chat.NoticeVersion),
            SqlParameters.Text(chat.PolicyVersion),
            SqlParameters.Bytes(chat.SecretHash),
            SqlParameters.Bytes(wrapped),
            SqlParameters.Text(keyId),
            SqlParameters.Text(RecordingTelemetry.TraceId),
            SqlParameters.Id(Guid.CreateVersion7()),
            SqlParameters.Bytes(cipher.Digest(EventKind.Started, Party.Resident, null, null)),
            SqlParameters.Id(chat.FirstEventId),
            SqlParameters.Bytes(cipher.Seal(SealedField.Body(chat.FirstEventId), chat.FirstMessage)),
            new NpgsqlParameter<short> { TypedValue = Sealing.Version },
            SqlParameters.Bytes(cipher.Digest(EventKind.Message, Party.Resident, null, chat.FirstMessage)),
        ];
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var events = new List<OpenedEvent>();
        while (await reader.ReadAsync(cancellationToken))
        {
            events.Add(Event(reader, chat));
        }
        return events;
    }

    private async Task<(Refusal Refusal, IReadOnlyList<OpenedEvent> Events)> FindAsync(
        NewChat chat,
        CancellationToken cancellationToken
    )
    {
        if (await chatKeys.OfAsync(chat.ChatId, cancellationToken) is not { } cipher)
        {
            return (Refusal.UnknownChat, []);
        }
        await using var command = append.CreateCommand(FirstEvents);
        command.Parameters.Add(SqlParameters.Id(chat.ChatId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var events = new List<OpenedEvent>();
        byte[] digest = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            events.Add(Event(reader, chat));
            digest = reader.GetFieldValue<byte[]>(3);
        }
        // The stored text cannot be read back with this account, and need not be: an equal digest says it is this one.
        var same =
            events[^1].EventId == chat.FirstEventId
            && digest.AsSpan().SequenceEqual(cipher.Digest(EventKind.Message, Party.Resident, null, chat.FirstMessage));
        return same ? (Refusal.None, events) : (Refusal.State, []);
    }

    private static OpenedEvent Event(NpgsqlDataReader reader, NewChat chat)
    {
        var seq = reader.GetInt64(0);
        return new(
            seq,
            reader.GetGuid(1),
            seq == 1 ? EventKind.Started : EventKind.Message,
            Party.Resident,
            null,
            chat.ResidentName,
            seq == 1 ? null : chat.FirstMessage,
            reader.GetFieldValue<DateTimeOffset>(2)
        );
    }
}
