using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Monitorings;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Ledger;

/// <summary>
/// One transaction for all that waits: the facts and permits of all are read with one query each, all are settled, and
/// their entries and decisions are stored with one statement each, both sent at once. What locks rows comes before the
/// ledger's head: cases, approvals, restrictions, monitorings.
/// </summary>
internal sealed class SharedTransaction(
    PolicyContext database,
    FactGatherer registers,
    FollowUps followUps,
    PolicyCatalogue policies,
    LedgerWriter ledger,
    TimeProvider clock
)
{
    private static readonly JsonSerializerOptions Columns = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new MicrosecondConverter() },
    };

    /// <summary>Returns when it is committed; if it throws, nothing is.</summary>
    /// <returns>How many entries were made.</returns>
    public async Task<int> RunAsync(IReadOnlyList<Pending> batch)
    {
        await using var transaction = await database.Database.BeginTransactionAsync();
        var decisions = batch.OfType<PendingDecisions>().ToList();
        var readings = batch.OfType<PendingReading>().ToList();
        var at = clock.GetUtcNow();
        var policy = policies.InForceAt(at);
        var permits = await FindDecisionsAsync(readings);
        var grounds = new PermitGrounds(database, permits.Values);
        await grounds.LockCasesAsync();
        var facts = await registers.GatherAsync(
            policy,
            [.. decisions.SelectMany(one => one.Questions)],
            at,
            CancellationToken.None
        );
        await grounds.LockOthersAsync();

        var drafts = new List<TracedDraft>();
        var records = Decide(decisions, policy, facts, at, drafts);
        // By the time that it is now: who waited for locks does not read any longer for that.
        var testified = await ReadAsync(readings, permits, grounds, clock.GetUtcNow(), drafts);
        if (drafts.Count > 0)
        {
            var first = await ledger.AppendAsync(drafts, index => Store(records, index), CancellationToken.None);
            for (var i = 0; i < testified.Count; i++)
            {
                testified[i].Testified(first + records.Count + i);
            }
            foreach (var one in decisions)
            {
                await one.FollowAsync(followUps);
            }
            await database.SaveChangesAsync();
        }
        await transaction.CommitAsync();
        return drafts.Count;
    }

    private static List<DecisionRecord> Decide(
        List<PendingDecisions> decisions,
        PolicyDocument policy,
        IReadOnlyList<Facts> facts,
        DateTimeOffset at,
        List<TracedDraft> drafts
    )
    {
        var records = new List<DecisionRecord>();
        var taken = 0;
        foreach (var one in decisions)
        {
            var many = one.Questions.Count();
            foreach (var (record, trace) in one.Settle(policy, facts.Skip(taken).Take(many), at))
            {
                records.Add(record);
                drafts.Add(new TracedDraft(record.ToDraft(LedgerKinds.Decision), trace));
            }
            taken += many;
        }
        return records;
    }

    private async Task<List<PendingReading>> ReadAsync(
        List<PendingReading> readings,
        Dictionary<Guid, DecisionRecord> permits,
        PermitGrounds grounds,
        DateTimeOffset at,
        List<TracedDraft> drafts
    )
    {
        var testified = new List<PendingReading>();
        foreach (var one in readings)
        {
            var permit = permits.GetValueOrDefault(one.DecisionId);
            if (one.Settle(permit, grounds, at) is not { } draft)
            {
                continue;
            }
            if (one.IsMonitoring && !await database.StartMonitoringAsync(permit!, at))
            {
                one.Refuse(ReadingResult.AlreadyStarted);
                continue;
            }
            testified.Add(one);
            drafts.Add(new TracedDraft(draft, one.Trace));
        }
        return testified;
    }

    private async Task<Dictionary<Guid, DecisionRecord>> FindDecisionsAsync(List<PendingReading> readings)
    {
        if (readings.Count == 0)
        {
            return [];
        }
        var ids = readings.Select(one => one.DecisionId).Distinct().ToList();
        return await database
            .Decisions.AsNoTracking()
            .Where(decision => ids.Contains(decision.Id))
            .ToDictionaryAsync(decision => decision.Id);
    }

    /// <summary>A record's members are the table's columns.</summary>
    private static NpgsqlBatchCommand? Store(List<DecisionRecord> records, long first)
    {
        if (records.Count == 0)
        {
            return null;
        }
        for (var i = 0; i < records.Count; i++)
        {
            records[i].LedgerIndex = first + i;
        }
        return new NpgsqlBatchCommand(
            "insert into policy.decisions select * from jsonb_populate_recordset(null::policy.decisions, $1)"
        )
        {
            Parameters =
            {
                new NpgsqlParameter
                {
                    Value = JsonSerializer.Serialize(records, Columns),
                    NpgsqlDbType = NpgsqlDbType.Jsonb,
                },
            },
        };
    }

    /// <summary>PostgreSQL would round what is finer, and a permit would last longer than it says.</summary>
    private sealed class MicrosecondConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(
            ref Utf8JsonReader reader,
            Type typeToConvert,
            JsonSerializerOptions options
        ) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(
                value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)
            );
    }
}
