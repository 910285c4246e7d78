using Npgsql;
using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Encryption;
using WebchatAspire.Recording.Service.Telemetry;
using WebchatAspire.ServiceDefaults.Keys;

namespace WebchatAspire.Recording.Service.Live;

/// <summary>Assignment and end: each changes the chat on its condition and records that, in one statement.</summary>
internal sealed class ChatChange([FromKeyedServices(RecordStores.Append)] NpgsqlDataSource append, ChatKeys chatKeys)
{
    private const string AssignSql = """
        with changed as (
            update record.chats
            set adviser_id = $3, adviser_name_cipher = $5, assigned_at = greatest(last_at, clock_timestamp()),
                last_seq = last_seq + 1, last_at = greatest(last_at, clock_timestamp())
            where chat_id = $1 and adviser_id is null and ended_at is null
            returning chat_id, last_seq, last_at
        )
        insert into record.events
            (chat_id, seq, event_id, kind, party, party_id, body, body_version, digest, at, trace_id)
        select chat_id, last_seq, $2, 3, 2, $3, $6, $7, $4, last_at, $8 from changed
        returning seq, event_id, party, party_id, at
        """;

    private const string EndSql = """
        with changed as (
            update record.chats
            set ended_at = greatest(last_at, clock_timestamp()), ended_by = $3,
                last_seq = last_seq + 1, last_at = greatest(last_at, clock_timestamp())
            where chat_id = $1 and ended_at is null and ($3 in (1, 3) or ($3 = 2 and adviser_id = $4))
            returning chat_id, last_seq, last_at
        )
        insert into record.events (chat_id, seq, event_id, kind, party, party_id, digest, at, trace_id)
        select chat_id, last_seq, $2, 4, $3, $4, $5, last_at, $6 from changed
        returning seq, event_id, party, party_id, at
        """;

    private const string FindAssigned = """
        select seq, event_id, party, party_id, at from record.events
        where chat_id = $1 and event_id = $2 and kind = 3 and digest = $3
        """;

    private const string FindEnded = """
        select seq, event_id, party, party_id, at from record.events where chat_id = $1 and kind = 4
        """;

    /// <summary>Gives a waiting chat to an adviser. A resend is answered with the first result.</summary>
    public async Task<(Refusal Refusal, OpenedEvent? Event)> AssignAsync(
        Guid chatId,
        Guid eventId,
        string adviserId,
        string adviserName,
        CancellationToken cancellationToken
    )
    {
        if (await chatKeys.OfAsync(chatId, cancellationToken) is not { } cipher)
        {
            return (Refusal.UnknownChat, null);
        }
        var digest = cipher.Digest(EventKind.Assigned, Party.Adviser, adviserId, adviserName);
        var stored = await TryAsync(
            AssignSql,
            EventKind.Assigned,
            cancellationToken,
            SqlParameters.Id(chatId),
            SqlParameters.Id(eventId),
            SqlParameters.Text(adviserId),
            SqlParameters.Bytes(digest),
            SqlParameters.Bytes(cipher.Seal(SealedField.AdviserName, adviserName)),
            SqlParameters.Bytes(cipher.Seal(SealedField.Body(eventId), adviserName)),
            new NpgsqlParameter<short> { TypedValue = Sealing.Version },
            SqlParameters.Text(RecordingTelemetry.TraceId)
        );
        stored ??= await QueryAsync(
            FindAssigned,
            EventKind.Assigned,
            cancellationToken,
            SqlParameters.Id(chatId),
            SqlParameters.Id(eventId),
            SqlParameters.Bytes(digest)
        );
        return stored is null ? (Refusal.State, null) : (Refusal.None, stored with { Name = adviserName });
    }

    /// <summary>Ends a chat. A second end, of whomever, is answered with the first one's event.</summary>
    public async Task<(Refusal Refusal, OpenedEvent? Event)> EndAsync(
        Guid chatId,
        Guid eventId,
        Party party,
        string? partyId,
        CancellationToken cancellationToken
    )
    {
        if (await chatKeys.OfAsync(chatId, cancellationToken) is not { } cipher)
        {
            return (Refusal.UnknownChat, null);
        }
        var stored = await TryAsync(
            EndSql,
            EventKind.Ended,
            cancellationToken,
            SqlParameters.Id(chatId),
            SqlParameters.Id(eventId),
            new NpgsqlParameter<short> { TypedValue = (short)party },
            SqlParameters.Text(partyId),
            SqlParameters.Bytes(cipher.Digest(EventKind.Ended, party, partyId)),
            SqlParameters.Text(RecordingTelemetry.TraceId)
        );
        stored ??= await QueryAsync(FindEnded, EventKind.Ended, cancellationToken, SqlParameters.Id(chatId));
        return stored is null ? (Refusal.State, null) : (Refusal.None, stored);
    }

    /// <summary>Null when the condition does not hold, or the event's id is taken.</summary>
    private async Task<OpenedEvent?> TryAsync(
        string sql,
        EventKind kind,
        CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters
    )
    {
        try
        {
            return await QueryAsync(sql, kind, cancellationToken, parameters);
        }
        catch (PostgresException e)
            when (e is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "ix_events_chat_id_event_id" })
        {
            return null;
        }
    }

    private async Task<OpenedEvent?> QueryAsync(
        string sql,
        EventKind kind,
        CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters
    )
    {
        await using var command = append.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        OpenedEvent? found = null;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found = new OpenedEvent(
                reader.GetInt64(0),
                reader.GetGuid(1),
                kind,
                (Party)reader.GetInt16(2),
                reader.Optional<string>(3),
                null,
                null,
                reader.GetFieldValue<DateTimeOffset>(4)
            );
        }
        return found;
    }
}
