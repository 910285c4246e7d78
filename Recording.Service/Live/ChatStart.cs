using Npgsql;
using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Encryption;
using WebchatAspire.Recording.Service.Telemetry;
using WebchatAspire.ServiceDefaults.Keys;

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
    string FirstMessage,
    ChatMode Mode,
    string Language,
    string? Contact,
    string? AccountReference
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
                secret_hash, last_seq, last_at, message_count, data_key, key_id, trace_id,
                mode, language, contact_cipher, account_reference_cipher, queued_at,
                at_head, flagged, adviser_ids)
            values ($1, $2, $3, $4, $5, now(), $6, $7, $8, 2, now(), 1, $9, $10, $11, $18, $19, $20, $21, now(), false, false, '{}')
            on conflict (chat_id) do nothing
            returning chat_id, started_at
        )
        insert into record.events
            (chat_id, seq, event_id, kind, party, body, body_version, digest, at, trace_id)
        select c.chat_id, e.seq, e.event_id, e.kind, 1, e.body, e.version, e.digest, c.started_at, $11
        from created c cross join (values
            (1, $12, 1, null::bytea, null::smallint, $13), (2, $14, 2, $15, $16, $17)
        ) as e(seq, event_id, kind, body, version, digest)
        """;

    private const string FirstEvents = """
        select event_id, digest from record.events where chat_id = $1 and seq <= 2 order by seq
        """;

    /// <summary>Creates the chat, unless a start with the same content created it before (law 2).</summary>
    /// <returns><see cref="Refusal.State"/> when the chat's id belongs to a start with other content.</returns>
    public async Task<Refusal> RunAsync(NewChat chat, CancellationToken cancellationToken)
    {
        try
        {
            return await CreateAsync(chat, cancellationToken)
                ? Refusal.None
                : await CompareAsync(chat, cancellationToken);
        }
        catch (PostgresException e)
            when (e is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "ix_chats_reference" })
        {
            // The same request, sent twice at once, collides on either index; then the chat is there.
            var refusal = await CompareAsync(chat, cancellationToken);
            return refusal == Refusal.UnknownChat ? Refusal.ReferenceTaken : refusal;
        }
    }

    /// <returns>Whether it was created; otherwise the id is taken.</returns>
    private async Task<bool> CreateAsync(NewChat chat, CancellationToken cancellationToken)
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
            SqlParameters.Bytes(StartDigest(cipher, chat)),
            SqlParameters.Id(chat.FirstEventId),
            SqlParameters.Bytes(cipher.Seal(SealedField.Body(chat.FirstEventId), chat.FirstMessage)),
            new NpgsqlParameter<short> { TypedValue = Sealing.Version },
            SqlParameters.Bytes(MessageDigest(cipher, chat)),
            new NpgsqlParameter<short> { TypedValue = (short)chat.Mode },
            SqlParameters.Text(chat.Language),
            SqlParameters.Bytes(cipher.SealOptional(SealedField.Contact, chat.Contact)),
            SqlParameters.Bytes(cipher.SealOptional(SealedField.AccountReference, chat.AccountReference)),
        ];
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    private async Task<Refusal> CompareAsync(NewChat chat, CancellationToken cancellationToken)
    {
        if (await chatKeys.OfAsync(chat.ChatId, cancellationToken) is not { } cipher)
        {
            return Refusal.UnknownChat;
        }
        await using var command = append.CreateCommand(FirstEvents);
        command.Parameters.Add(SqlParameters.Id(chat.ChatId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var stored = new List<(Guid Id, byte[] Digest)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            stored.Add((reader.GetGuid(0), reader.GetFieldValue<byte[]>(1)));
        }
        // What is stored cannot be read back with this account, and need not be: equal digests say it is the same.
        var same =
            stored is [var start, var message]
            && start.Digest.AsSpan().SequenceEqual(StartDigest(cipher, chat))
            && message.Id == chat.FirstEventId
            && message.Digest.AsSpan().SequenceEqual(MessageDigest(cipher, chat));
        return same ? Refusal.None : Refusal.State;
    }

    /// <summary>Of what the resident chose. Reference and policy version are the system's, and may differ on a resend.</summary>
    private static byte[] StartDigest(RecordingCipher cipher, NewChat chat) =>
        cipher.Digest(
            EventKind.Started,
            Party.Resident,
            null,
            chat.Service,
            chat.ResidentName,
            chat.Page,
            chat.NoticeVersion,
            chat.Mode.ToString(),
            chat.Language,
            chat.Contact,
            chat.AccountReference
        );

    private static byte[] MessageDigest(RecordingCipher cipher, NewChat chat) =>
        cipher.Digest(EventKind.Message, Party.Resident, null, chat.FirstMessage);
}
