using Npgsql;
using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Encryption;
using WebchatAspire.Recording.Service.Telemetry;

namespace WebchatAspire.Recording.Service.Live;

/// <param name="EventId">Of the notice that tells of it.</param>
/// <param name="MessageId">The message whose digits are masked.</param>
/// <param name="Text">The message as it is from now on.</param>
internal sealed record NewMask(Guid ChatId, Guid EventId, Guid MessageId, string Text);

/// <summary>
/// Masks digits of a payment card in a stored message of a live chat, and records a notice of it, in one statement. It is
/// the only change of a stored event that there is; see <c>docs/decisions/0005-masking-a-stored-message.md</c>.
/// </summary>
internal sealed class CardMask(ChangeStatement statement, ChatKeys chatKeys)
{
    internal const string NoticeCode = "card-masked";

    // The chat's row is locked first, so that nothing is masked of a chat that ends at the same moment.
    private const string Sql = $"""
        with chat as materialized (
            select chat_id from record.chats where chat_id = $1 and ended_at is null for no key update
        ), masked as materialized (
            select chat_id, record.mask_message(chat_id, $3, $4) as seq from chat
        ), changed as (
            update record.chats c
            set last_seq = c.last_seq + 1, last_at = greatest(c.last_at, clock_timestamp())
            from masked m where c.chat_id = m.chat_id and m.seq is not null
            returning c.chat_id, c.last_seq, c.last_at, m.seq::text as target
        )
        insert into record.events (chat_id, seq, event_id, kind, party, code, target, digest, at, trace_id)
        select chat_id, last_seq, $2, 9, 3, $5, target, $6, last_at, $7 from changed
        returning {ChangeStatement.Returned}
        """;

    /// <summary>A resend is answered with the first result.</summary>
    public async Task<(Refusal Refusal, OpenedEvent? Event)> RunAsync(NewMask mask, CancellationToken cancellationToken)
    {
        if (await chatKeys.OfAsync(mask.ChatId, cancellationToken) is not { } cipher)
        {
            return (Refusal.UnknownChat, null);
        }
        var digest = cipher.Digest(
            EventKind.Notice,
            Party.System,
            null,
            NoticeCode,
            mask.MessageId.ToString(),
            mask.Text
        );
        var stored = await statement.TryAsync(
            Sql,
            EventKind.Notice,
            cancellationToken,
            SqlParameters.Id(mask.ChatId),
            SqlParameters.Id(mask.EventId),
            SqlParameters.Id(mask.MessageId),
            SqlParameters.Bytes(cipher.Seal(SealedField.Body(mask.MessageId), mask.Text)),
            SqlParameters.Text(NoticeCode),
            SqlParameters.Bytes(digest),
            SqlParameters.Text(RecordingTelemetry.TraceId)
        );
        stored ??= await statement.FindAsync(mask.ChatId, mask.EventId, EventKind.Notice, digest, cancellationToken);
        return stored is null ? (Refusal.State, null) : (Refusal.None, stored);
    }
}
