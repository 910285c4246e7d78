using Npgsql;
using NpgsqlTypes;
using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Encryption;
using WebchatAspire.Recording.Service.Telemetry;
using WebchatAspire.ServiceDefaults.Keys;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Recording.Service.Live;

/// <summary>A message that a party of a chat sends.</summary>
internal sealed record Message(Guid ChatId, Guid EventId, Party Party, string? PartyId, string Text);

/// <param name="Seq">0 unless the message is in the record.</param>
internal readonly record struct Outcome(AppendOutcome.Types.Result Result, long Seq = 0, DateTimeOffset At = default);

/// <summary>
/// Appends a batch of messages, of any number of chats, by one SQL statement: it is committed wholly or not at all, and
/// every message gets its answer from it (laws 1 and 2).
/// </summary>
internal sealed class AppendStatement(
    [FromKeyedServices(RecordStores.Append)] NpgsqlDataSource append,
    ChatKeys chatKeys
)
{
    /// <summary>How often a batch is tried when another replica stores one of its messages at the same moment.</summary>
    private const int Attempts = 3;

    // A chat's row is its lock and holds its counter, so that numbers have no gap and follow the order of commits. Rows
    // are locked in the order of their ids, so that two batches never wait for each other. What the statement sees of
    // `events` is as old as its start: a message that another connection stored since then shows as a violation of the
    // unique index, and trying again finds it.
    // `offset 0` keeps the look-up of known events a look-up by index for each message, whatever the planner believes
    // about the size of a table that grows all day.
    private const string Sql = """
        with incoming as (
            select * from unnest($1, $2, $3, $4, $5, $6) with ordinality
                as t(chat_id, event_id, party, party_id, body, digest, ord)
        ), chat as materialized (
            select chat_id, last_seq, adviser_id, ended_at, greatest(last_at, clock_timestamp()) as at
            from (
                select chat_id, last_seq, last_at, adviser_id, ended_at from record.chats
                where chat_id = any($1) order by chat_id for no key update
            ) as locked
        ), known as materialized (
            select i.ord, e.seq, e.at, e.digest = i.digest as same
            from incoming i cross join lateral (
                select seq, at, digest from record.events
                where chat_id = i.chat_id and event_id = i.event_id offset 0
            ) as e
        ), welcome as materialized (
            select i.*, c.last_seq, c.at,
                row_number() over (partition by i.chat_id, i.event_id order by i.ord) as copy
            from incoming i join chat c using (chat_id)
            where c.ended_at is null
                and (i.party = 1 or (i.party = 2 and i.party_id = c.adviser_id))
                and not exists (select from known k where k.ord = i.ord)
        ), numbered as materialized (
            select *, last_seq + row_number() over (partition by chat_id order by ord) as seq
            from welcome where copy = 1
        ), stored as (
            insert into record.events
                (chat_id, seq, event_id, kind, party, party_id, body, body_version, digest, at, trace_id)
            select chat_id, seq, event_id, 2, party, party_id, body, $7, digest, at, $8 from numbered
        ), counted as (
            update record.chats c
            set last_seq = n.seq, last_at = n.at, message_count = c.message_count + n.messages
            from (select chat_id, max(seq) as seq, max(at) as at, count(*)::int as messages from numbered group by chat_id) n
            where c.chat_id = n.chat_id
        )
        select
            case
                when k.ord is not null then case when k.same then 2 else 3 end
                when c.chat_id is null then 5
                when c.ended_at is not null then 4
                when w.ord is null then 5
                when w.copy = 1 then 1
                when n.digest = w.digest then 2
                else 3
            end,
            coalesce(k.seq, n.seq, 0),
            coalesce(k.at, n.at)
        from incoming i
            left join known k on k.ord = i.ord
            left join chat c on c.chat_id = i.chat_id
            left join welcome w on w.ord = i.ord
            left join numbered n on n.chat_id = w.chat_id and n.event_id = w.event_id
        order by i.ord
        """;

    /// <summary>Stores the batch. The outcomes stand in the order of the messages.</summary>
    public async Task<Outcome[]> RunAsync(IReadOnlyList<Message> batch, CancellationToken cancellationToken)
    {
        using var span = RecordingTelemetry.Source.StartActivity(RecordingTelemetry.Append);
        span?.SetTag(TelemetryNames.BatchSize, batch.Count);

        var outcomes = new Outcome[batch.Count];
        Array.Fill(outcomes, new Outcome(AppendOutcome.Types.Result.NotAParticipant));
        var ciphers = await chatKeys.OfAsync(batch.Select(message => message.ChatId), cancellationToken);
        var places = Enumerable.Range(0, batch.Count).Where(i => ciphers.ContainsKey(batch[i].ChatId)).ToArray();
        if (places.Length > 0)
        {
            await StoreAsync(batch, places, ciphers, outcomes, cancellationToken);
        }
        return outcomes;
    }

    private async Task StoreAsync(
        IReadOnlyList<Message> batch,
        int[] places,
        Dictionary<Guid, RecordingCipher> ciphers,
        Outcome[] outcomes,
        CancellationToken cancellationToken
    )
    {
        var parameters = Columns([.. places.Select(place => batch[place])], ciphers);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var command = append.CreateCommand(Sql);
                foreach (var parameter in parameters)
                {
                    command.Parameters.Add(parameter.Clone());
                }
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                foreach (var place in places)
                {
                    await reader.ReadAsync(cancellationToken);
                    outcomes[place] = Outcome(reader);
                }
                // An error at the commit arrives after the rows: only the end of the answer makes them true.
                await reader.NextResultAsync(cancellationToken);
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation && attempt < Attempts)
            { }
        }
    }

    private static Outcome Outcome(NpgsqlDataReader reader) =>
        new(
            (AppendOutcome.Types.Result)reader.GetInt32(0),
            reader.GetInt64(1),
            reader.IsDBNull(2) ? default : reader.GetFieldValue<DateTimeOffset>(2)
        );

    private static NpgsqlParameter[] Columns(Message[] messages, Dictionary<Guid, RecordingCipher> ciphers) =>
        [
            Column(NpgsqlDbType.Uuid, messages, message => message.ChatId),
            Column(NpgsqlDbType.Uuid, messages, message => message.EventId),
            Column(NpgsqlDbType.Smallint, messages, message => (short)message.Party),
            Column(NpgsqlDbType.Text, messages, message => message.PartyId),
            Column(
                NpgsqlDbType.Bytea,
                messages,
                message => ciphers[message.ChatId].Seal(SealedField.Body(message.EventId), message.Text)
            ),
            Column(
                NpgsqlDbType.Bytea,
                messages,
                message =>
                    ciphers[message.ChatId].Digest(EventKind.Message, message.Party, message.PartyId, message.Text)
            ),
            new NpgsqlParameter<short> { TypedValue = Sealing.Version },
            SqlParameters.Text(RecordingTelemetry.TraceId),
        ];

    private static NpgsqlParameter<T[]> Column<T>(NpgsqlDbType type, Message[] messages, Func<Message, T> value) =>
        new()
        {
            TypedValue = Array.ConvertAll(messages, message => value(message)),
            NpgsqlDbType = NpgsqlDbType.Array | type,
        };
}
