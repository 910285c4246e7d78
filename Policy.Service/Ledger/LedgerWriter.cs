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
/// Appends to the ledger inside the transaction of what the entry testifies. Two steps, because an entry contains its own
/// index: the head is locked and tells the index, then the entry is built and stored. The lock is held until the commit.
/// </summary>
internal sealed class LedgerWriter(PolicyContext database, TimeProvider clock)
{
    private const int FormatVersion = 1;
    private const int SaltLength = 32;

    /// <returns>The entry's index. It counts only once the current transaction is committed.</returns>
    public async Task<long> AppendAsync(LedgerDraft draft, CancellationToken cancellationToken)
    {
        using var activity = PolicyTelemetry.Source.StartActivity("webchat.ledger.append");
        activity?.SetTag(TelemetryNames.LedgerKind, draft.Kind);

        var traceId = (activity ?? Activity.Current)?.TraceId.ToHexString();
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        var details = CanonicalJson.Write(draft.Details);
        var commitment = SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(details)]);

        await using var reserve = Command("select ledger.reserve_index()");
        var index = (long)(await reserve.ExecuteScalarAsync(cancellationToken))!;
        // Read under the lock, so that later entries do not bear earlier times.
        var at = Microseconds(clock.GetUtcNow());
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

        await using var append = Command("select ledger.append_entry($1, $2, $3, $4, $5, $6, $7)");
        append.Parameters.Add(new NpgsqlParameter<long> { TypedValue = index });
        append.Parameters.Add(new NpgsqlParameter<string> { TypedValue = draft.Kind });
        append.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = at.UtcDateTime });
        append.Parameters.Add(new NpgsqlParameter<string> { TypedValue = CanonicalJson.Write(entry) });
        append.Parameters.Add(
            new NpgsqlParameter { Value = (object?)traceId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
        );
        append.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = salt });
        append.Parameters.Add(new NpgsqlParameter { Value = details, NpgsqlDbType = NpgsqlDbType.Jsonb });
        await append.ExecuteNonQueryAsync(cancellationToken);
        activity?.SetTag(TelemetryNames.LedgerIndex, index);
        return index;
    }

    private NpgsqlCommand Command(string sql)
    {
        var transaction =
            database.Database.CurrentTransaction?.GetDbTransaction() as NpgsqlTransaction
            ?? throw new InvalidOperationException(
                "The ledger is appended to inside the transaction of what it testifies."
            );
        return new NpgsqlCommand(sql, transaction.Connection, transaction);
    }

    /// <summary>PostgreSQL keeps microseconds; the entry says exactly what the column holds.</summary>
    private static DateTimeOffset Microseconds(DateTimeOffset time) =>
        new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
