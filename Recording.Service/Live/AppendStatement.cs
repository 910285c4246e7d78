using Npgsql;
using NpgsqlTypes;
using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Encryption;
using WebchatAspire.Recording.Service.Telemetry;
using WebchatAspire.ServiceDefaults.Keys;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Recording.Service.Live;

/// <summary>An event that changes nothing of its chat but its length: a message, note, warning, flag, notice or monitoring.</summary>
internal sealed record NewEntry(
    Guid ChatId,
    Guid EventId,
    EventKind Kind,
    Party Party,
    string? PartyId,
    string? Text,
    string? Code = null,
    string? Target = null
);

/// <param name="Seq">0 unless the event is in the record.</param>
internal readonly record struct Outcome(AppendOutcome.Types.Result Result, long Seq = 0, DateTimeOffset At = default);

/// <summary>
/// Appends a batch of events, of any number of chats, by one SQL statement: it is committed wholly or not at all, and
/// every event gets its answer from it (laws 1 and 2).
/// </summary>
internal sealed class AppendStatement(
    [FromKeyedServices(RecordStores.Append)] NpgsqlDataSource append,
    ChatKeys chatKeys
)
{
    /// <summary>How often a batch is tried when another replica stores one of its events at the same moment.</summary>
    private const int Attempts = 3;

    // A chat's row is its lock and holds its counter, so that numbers have no gap and follow the order of commits. Rows
    // are locked in the order of their ids, so that two batches never wait for each other. What the statement sees of
    // `events` is as old as its start: an event that another connection stored since then shows as a violation of the
    // unique index, and trying again finds it.
    // `offset 0` keeps the look-up of known events a look-up by index for each event, whatever the planner believes
    // about the size of a table that grows all day.
    private const string Sql = """
        with incoming as (
            select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) with ordinality
                as t(chat_id, event_id, party, party_id, body, digest, kind, code, target, ord)
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
                and (i.party in (1, 3) or (i.party = 2 and i.party_id = c.adviser_id))
                and not exists (select from known k where k.ord = i.ord)
        ), numbered as materialized (
            select *, last_seq + row_number() over (partition by chat_id order by ord) as seq
            from welcome where copy = 1
        ), stored as (
            insert into record.events
                (chat_id, seq, event_id, kind, party, party_id, code, target, body, body_version, digest, at, trace_id)
            select chat_id, seq, event_id, kind, party, party_id, code, target, body,
                case when body is not null then $10 end, digest, at, $11
            from numbered
        ), counted as (
            update record.chats c
            set last_seq = n.seq, last_at = n.at, message_count = c.message_count + n.messages,
                flagged = c.flagged or n.flagged
            from (
                select chat_id, max(seq) as seq, max(at) as at,
                    (count(*) filter (where kind = 2))::int as messages, bool_or(kind = 8) as flagged
                from numbered group by chat_id
            ) n
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

    /// <summary>Stores the batch. The outcomes stand in the order of the events.</summary>
    public async Task<Outcome[]> RunAsync(IReadOnlyList<NewEntry> batch, CancellationToken cancellationToken)
    {
        using var span = RecordingTelemetry.Source.StartActivity(RecordingTelemetry.Append);
        span?.SetTag(TelemetryNames.BatchSize, batch.Count);

        var outcomes = new Outcome[batch.Count];
        Array.Fill(outcomes, new Outcome(AppendOutcome.Types.Result.NotAParticipant));
        var ciphers = await chatKeys.OfAsync(batch.Select(entry => entry.ChatId), cancellationToken);
        var places = Enumerable.Range(0, batch.Count).Where(i => ciphers.ContainsKey(batch[i].ChatId)).ToArray();
        if (places.Length > 0)
        {
            await StoreAsync(batch, places, ciphers, outcomes, cancellationToken);
        }
        return outcomes;
    }

    private async Task StoreAsync(
        IReadOnlyList<NewEntry> batch,
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

    private static NpgsqlParameter[] Columns(NewEntry[] entries, Dictionary<Guid, RecordingCipher> ciphers) =>
        [
            Column(NpgsqlDbType.Uuid, entries, entry => entry.ChatId),
            Column(NpgsqlDbType.Uuid, entries, entry => entry.EventId),
            Column(NpgsqlDbType.Smallint, entries, entry => (short)entry.Party),
            Column(NpgsqlDbType.Text, entries, entry => entry.PartyId),
            Column(
                NpgsqlDbType.Bytea,
                entries,
                entry => ciphers[entry.ChatId].SealOptional(SealedField.Body(entry.EventId), entry.Text)
            ),
            Column(NpgsqlDbType.Bytea, entries, entry => Digest(ciphers[entry.ChatId], entry)),
            Column(NpgsqlDbType.Smallint, entries, entry => (short)entry.Kind),
            Column(NpgsqlDbType.Text, entries, entry => entry.Code),
            Column(NpgsqlDbType.Text, entries, entry => entry.Target),
            new NpgsqlParameter<short> { TypedValue = Sealing.Version },
            SqlParameters.Text(RecordingTelemetry.TraceId),
        ];

    /// <summary>Kinds without a code have the digest of the text alone, as have all messages that were ever stored.</summary>
    private static byte[] Digest(RecordingCipher cipher, NewEntry entry) =>
        entry.Code is null
            ? cipher.Digest(entry.Kind, entry.Party, entry.PartyId, entry.Text)
            : cipher.Digest(entry.Kind, entry.Party, entry.PartyId, entry.Text, entry.Code, entry.Target);

    private static NpgsqlParameter<T[]> Column<T>(NpgsqlDbType type, NewEntry[] entries, Func<NewEntry, T> value) =>
        new()
        {
            TypedValue = Array.ConvertAll(entries, entry => value(entry)),
            NpgsqlDbType = NpgsqlDbType.Array | type,
        };
}
