using Npgsql;
using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Encryption;
using WebchatAspire.Recording.Service.Telemetry;
using WebchatAspire.ServiceDefaults.Keys;

namespace WebchatAspire.Recording.Service.Live;

/// <summary>Where a chat goes that is taken from its adviser: to another adviser, or else into a queue.</summary>
internal sealed record NewMove(
    Guid ChatId,
    Guid EventId,
    string FromAdviserId,
    Party Party,
    string? PartyId,
    string Service,
    bool AtHead,
    string? AdviserId,
    string? AdviserName
);

/// <param name="Code">The outcome that the adviser chose, or the system's reason.</param>
/// <param name="IfLastSeq">The chat is ended only if it has not gone on beyond this number; 0 for in any case.</param>
internal sealed record NewEnd(
    Guid ChatId,
    Guid EventId,
    Party Party,
    string? PartyId = null,
    string? Code = null,
    long IfLastSeq = 0
);

/// <summary>Assignment, move and end: each changes the chat on its condition and records that, in one statement.</summary>
internal sealed class ChatChange(ChangeStatement statement, ChatKeys chatKeys)
{
    private const string AssignSql = $"""
        with changed as (
            update record.chats
            set adviser_id = $3, adviser_name_cipher = $5, assigned_at = greatest(last_at, clock_timestamp()),
                at_head = false, adviser_ids = array_append(array_remove(adviser_ids, $3), $3),
                last_seq = last_seq + 1, last_at = greatest(last_at, clock_timestamp())
            where chat_id = $1 and adviser_id is null and ended_at is null
            returning chat_id, last_seq, last_at
        )
        insert into record.events
            (chat_id, seq, event_id, kind, party, party_id, body, body_version, digest, at, trace_id)
        select chat_id, last_seq, $2, 3, 2, $3, $6, $7, $4, last_at, $8 from changed
        returning {ChangeStatement.Returned}
        """;

    // `queued_at` stays as it is: whoever has waited once does not begin again.
    private const string MoveSql = $"""
        with chat as materialized (
            select chat_id, service from record.chats
            where chat_id = $1 and adviser_id = $3 and ended_at is null for no key update
        ), changed as (
            update record.chats c
            set adviser_id = $7, adviser_name_cipher = $8, service = $6, at_head = $9,
                adviser_ids = case when $7 is null then c.adviser_ids
                    else array_append(array_remove(c.adviser_ids, $7), $7) end,
                assigned_at = case when $7 is not null then greatest(c.last_at, clock_timestamp()) end,
                last_seq = c.last_seq + 1, last_at = greatest(c.last_at, clock_timestamp())
            from chat where c.chat_id = chat.chat_id
            returning c.chat_id, c.last_seq, c.last_at,
                case when $7 is not null then 'adviser' when chat.service = $6 then 'queue' else 'service' end as code
        )
        insert into record.events
            (chat_id, seq, event_id, kind, party, party_id, code, target, body, body_version, digest, at, trace_id)
        select chat_id, last_seq, $2, 5, $4, $5, code,
            case code when 'adviser' then $7 when 'service' then $6 end,
            $10, case when $10 is not null then $11 end, $12, last_at, $13
        from changed
        returning {ChangeStatement.Returned}
        """;

    private const string EndSql = $"""
        with changed as (
            update record.chats
            set ended_at = greatest(last_at, clock_timestamp()), ended_by = $3, outcome = $7,
                last_seq = last_seq + 1, last_at = greatest(last_at, clock_timestamp())
            where chat_id = $1 and ended_at is null and ($3 in (1, 3) or ($3 = 2 and adviser_id = $4))
                and ($8 = 0 or last_seq <= $8)
            returning chat_id, last_seq, last_at
        )
        insert into record.events (chat_id, seq, event_id, kind, party, party_id, code, digest, at, trace_id)
        select chat_id, last_seq, $2, 4, $3, $4, $7, $5, last_at, $6 from changed
        returning {ChangeStatement.Returned}
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
        var stored = await statement.TryAsync(
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
        stored ??= await statement.FindAsync(chatId, eventId, EventKind.Assigned, digest, cancellationToken);
        return stored is null ? (Refusal.State, null) : (Refusal.None, stored with { Name = adviserName });
    }

    /// <summary>Takes a chat from its adviser. A resend is answered with the first result.</summary>
    public async Task<(Refusal Refusal, OpenedEvent? Event)> MoveAsync(
        NewMove move,
        CancellationToken cancellationToken
    )
    {
        if (await chatKeys.OfAsync(move.ChatId, cancellationToken) is not { } cipher)
        {
            return (Refusal.UnknownChat, null);
        }
        var digest = Digest(cipher, move);
        var stored = await statement.TryAsync(
            MoveSql,
            EventKind.Moved,
            cancellationToken,
            SqlParameters.Id(move.ChatId),
            SqlParameters.Id(move.EventId),
            SqlParameters.Text(move.FromAdviserId),
            new NpgsqlParameter<short> { TypedValue = (short)move.Party },
            SqlParameters.Text(move.PartyId),
            SqlParameters.Text(move.Service),
            SqlParameters.Text(move.AdviserId),
            SqlParameters.Bytes(cipher.SealOptional(SealedField.AdviserName, move.AdviserName)),
            new NpgsqlParameter<bool> { TypedValue = move.AtHead },
            SqlParameters.Bytes(cipher.SealOptional(SealedField.Body(move.EventId), move.AdviserName)),
            new NpgsqlParameter<short> { TypedValue = Sealing.Version },
            SqlParameters.Bytes(digest),
            SqlParameters.Text(RecordingTelemetry.TraceId)
        );
        stored ??= await statement.FindAsync(move.ChatId, move.EventId, EventKind.Moved, digest, cancellationToken);
        return stored is null ? (Refusal.State, null) : (Refusal.None, stored with { TargetName = move.AdviserName });
    }

    /// <summary>Ends a chat. A second end, of whomever, is answered with the first one's event.</summary>
    public async Task<(Refusal Refusal, OpenedEvent? Event)> EndAsync(NewEnd end, CancellationToken cancellationToken)
    {
        if (await chatKeys.OfAsync(end.ChatId, cancellationToken) is not { } cipher)
        {
            return (Refusal.UnknownChat, null);
        }
        var stored = await statement.TryAsync(
            EndSql,
            EventKind.Ended,
            cancellationToken,
            SqlParameters.Id(end.ChatId),
            SqlParameters.Id(end.EventId),
            new NpgsqlParameter<short> { TypedValue = (short)end.Party },
            SqlParameters.Text(end.PartyId),
            SqlParameters.Bytes(cipher.Digest(EventKind.Ended, end.Party, end.PartyId, end.Code)),
            SqlParameters.Text(RecordingTelemetry.TraceId),
            SqlParameters.Text(end.Code),
            new NpgsqlParameter<long> { TypedValue = end.IfLastSeq }
        );
        stored ??= await statement.FindEndAsync(end.ChatId, cancellationToken);
        return stored is null ? (Refusal.State, null) : (Refusal.None, stored);
    }

    private static byte[] Digest(RecordingCipher cipher, NewMove move) =>
        cipher.Digest(
            EventKind.Moved,
            move.Party,
            move.PartyId,
            move.FromAdviserId,
            move.Service,
            move.AtHead ? "head" : null,
            move.AdviserId,
            move.AdviserName
        );
}
