using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Policy.Service.Ledger;

/// <summary>
/// Appends to the ledger inside the transaction of what the entries testify. Two steps, because an entry contains its own
/// index: the head is locked and tells the index, then the entries are built and stored. The lock is held until the commit,
/// so whatever else the transaction locks, it locks before.
/// </summary>
internal sealed class LedgerWriter(PolicyContext database, TimeProvider clock)
{
    private const int FormatVersion = 1;
    private const int SaltLength = 32;

    /// <summary>Appends one entry, in the trace of the caller.</summary>
    /// <returns>The entry's index. It counts only once the current transaction is committed.</returns>
    public Task<long> AppendAsync(LedgerDraft draft, CancellationToken cancellationToken) =>
        AppendAsync([new TracedDraft(draft, Activity.Current?.Context ?? default)], cancellationToken);

    /// <summary>Appends entries one after another, each in its own trace.</summary>
    /// <param name="drafts">At least one.</param>
    /// <returns>The first entry's index; the others follow without a gap.</returns>
    public Task<long> AppendAsync(IReadOnlyList<TracedDraft> drafts, CancellationToken cancellationToken) =>
        AppendAsync(drafts, _ => null, cancellationToken);

    /// <summary>Appends entries and sends, in the same round trip, what is stored beside them.</summary>
    /// <param name="drafts">At least one.</param>
    /// <param name="beside">The statement, by the first entry's index; null for none.</param>
    /// <returns>The first entry's index; the others follow without a gap.</returns>
    public async Task<long> AppendAsync(
        IReadOnlyList<TracedDraft> drafts,
        Func<long, NpgsqlBatchCommand?> beside,
        CancellationToken cancellationToken
    )
    {
        var spans = drafts.Select(Start).ToList();
        try
        {
            var (first, latest) = await ReserveAsync(cancellationToken);
            var now = Microseconds(clock.GetUtcNow());
            // A clock may be behind another's, or be set back: later entries do not bear earlier times.
            var at = now < latest ? latest : now;
            var sealedDrafts = drafts.Select((draft, i) => Seal(draft, first + i, at)).ToList();
            await using var append = Batch(Append(first, at, sealedDrafts), beside(first));
            await append.ExecuteNonQueryAsync(cancellationToken);
            for (var i = 0; i < spans.Count; i++)
            {
                spans[i]?.SetTag(TelemetryNames.LedgerIndex, first + i);
            }
            return first;
        }
        finally
        {
            spans.ForEach(span => span?.Dispose());
        }
    }

    /// <summary>The entry's span is in the trace of what it testifies; the statements stay in the trace of the transaction.</summary>
    private static Activity? Start(TracedDraft draft)
    {
        var transaction = Activity.Current;
        var span =
            draft.Trace == default
                ? null
                : PolicyTelemetry.Source.StartActivity(
                    "webchat.ledger.append",
                    ActivityKind.Internal,
                    draft.Trace,
                    [new(TelemetryNames.LedgerKind, draft.Draft.Kind)]
                );
        Activity.Current = transaction;
        return span;
    }

    private static SealedDraft Seal(TracedDraft traced, long index, DateTimeOffset at)
    {
        var draft = traced.Draft;
        var traceId = traced.Trace == default ? null : traced.Trace.TraceId.ToHexString();
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        var details = CanonicalJson.Write(draft.Details);
        var commitment = SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(details)]);
        var entry = new JsonObject(
            draft.Entry.Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))
        )
        {
            ["v"] = FormatVersion,
            ["index"] = index,
            ["kind"] = draft.Kind,
            ["at"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            ["trace_id"] = traceId,
            ["commitment"] = Convert.ToHexStringLower(commitment),
        };
        return new SealedDraft(draft.Kind, CanonicalJson.Write(entry), traceId, salt, details);
    }

    /// <summary>Locks the head until the transaction ends.</summary>
    /// <returns>The next entry's index, and the time of the one before it.</returns>
    private async Task<(long First, DateTimeOffset Latest)> ReserveAsync(CancellationToken cancellationToken)
    {
        await using var reserve = Batch(new NpgsqlBatchCommand("select next, latest from ledger.reserve_index()"));
        await using var row = await reserve.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return (
            row.GetInt64(0),
            await row.IsDBNullAsync(1, cancellationToken)
                ? DateTimeOffset.MinValue
                : row.GetFieldValue<DateTimeOffset>(1)
        );
    }

    private static NpgsqlBatchCommand Append(long first, DateTimeOffset at, List<SealedDraft> drafts) =>
        new("select ledger.append_entries($1, $2, $3, $4, $5, $6, $7)")
        {
            Parameters =
            {
                new NpgsqlParameter<long> { TypedValue = first },
                new NpgsqlParameter<DateTime> { TypedValue = at.UtcDateTime },
                Texts(drafts, draft => draft.Kind),
                Texts(drafts, draft => draft.Entry),
                Texts(drafts, draft => draft.TraceId),
                new NpgsqlParameter<byte[][]> { TypedValue = [.. drafts.Select(draft => draft.Salt)] },
                new NpgsqlParameter
                {
                    Value = drafts.Select(draft => draft.Details).ToArray(),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
                },
            },
        };

    private static NpgsqlParameter<string?[]> Texts(
        IEnumerable<SealedDraft> drafts,
        Func<SealedDraft, string?> column
    ) => new() { TypedValue = [.. drafts.Select(column)] };

    private NpgsqlBatch Batch(params ReadOnlySpan<NpgsqlBatchCommand?> commands)
    {
        var transaction =
            database.Database.CurrentTransaction?.GetDbTransaction() as NpgsqlTransaction
            ?? throw new InvalidOperationException(
                "The ledger is appended to inside the transaction of what it testifies."
            );
        var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var command in commands)
        {
            if (command is not null)
            {
                batch.BatchCommands.Add(command);
            }
        }
        return batch;
    }

    /// <summary>PostgreSQL keeps microseconds; the entry says exactly what the column holds.</summary>
    private static DateTimeOffset Microseconds(DateTimeOffset time) =>
        new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>An entry with its index and time, as it is stored.</summary>
    private sealed record SealedDraft(string Kind, string Entry, string? TraceId, byte[] Salt, string Details);
}
