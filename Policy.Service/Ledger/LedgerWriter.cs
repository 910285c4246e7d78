using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
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
    public const string DecisionKind = "decision";
    public const string ReadKind = "read";

    private const int FormatVersion = 1;
    private const int SaltLength = 32;

    /// <summary>Testifies a decision, or a reading under one.</summary>
    /// <returns>The entry's index. It counts only once the current transaction is committed.</returns>
    public async Task<long> AppendAsync(string kind, DecisionRecord decision, CancellationToken cancellationToken)
    {
        using var activity = PolicyTelemetry.Source.StartActivity("webchat.ledger.append");
        activity?.SetTag(TelemetryNames.LedgerKind, kind);
        activity?.SetTag(TelemetryNames.DecisionId, decision.Id);

        var traceId = (activity ?? Activity.Current)?.TraceId.ToHexString();
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        var details = DetailsOf(decision);
        var commitment = SHA256.HashData([.. salt, .. CanonicalJson.WriteBytes(details)]);

        await using var reserve = Command("select ledger.reserve_index()");
        var index = (long)(await reserve.ExecuteScalarAsync(cancellationToken))!;
        // Read under the lock, so that later entries do not bear earlier times.
        var at = Microseconds(clock.GetUtcNow());
        var entry = EntryOf(index, kind, at, decision, traceId, Convert.ToHexStringLower(commitment));

        await using var append = Command("select ledger.append_entry($1, $2, $3, $4, $5, $6, $7)");
        append.Parameters.Add(new NpgsqlParameter<long> { TypedValue = index });
        append.Parameters.Add(new NpgsqlParameter<string> { TypedValue = kind });
        append.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = at.UtcDateTime });
        append.Parameters.Add(new NpgsqlParameter<string> { TypedValue = CanonicalJson.Write(entry) });
        append.Parameters.Add(
            new NpgsqlParameter { Value = (object?)traceId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
        );
        append.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = salt });
        append.Parameters.Add(
            new NpgsqlParameter { Value = CanonicalJson.Write(details), NpgsqlDbType = NpgsqlDbType.Jsonb }
        );
        await append.ExecuteNonQueryAsync(cancellationToken);
        activity?.SetTag(TelemetryNames.LedgerIndex, index);
        return index;
    }

    /// <summary>What everybody may see: nothing in it tells who or which chat (law 5).</summary>
    private static JsonObject EntryOf(
        long index,
        string kind,
        DateTimeOffset at,
        DecisionRecord decision,
        string? traceId,
        string commitment
    ) =>
        new()
        {
            ["v"] = FormatVersion,
            ["index"] = index,
            ["kind"] = kind,
            ["at"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            ["decision_id"] = decision.Id.ToString(),
            ["action"] = decision.Action,
            ["purpose"] = decision.Purpose,
            ["clause"] = decision.Clause,
            ["outcome"] = decision.Outcome,
            ["reason_code"] = decision.ReasonCode,
            ["policy_version"] = decision.PolicyVersion,
            ["obligations"] = new JsonArray([.. decision.Obligations.Select(id => JsonValue.Create(id))]),
            ["trace_id"] = traceId,
            ["commitment"] = commitment,
        };

    /// <summary>The erasable part.</summary>
    private static JsonObject DetailsOf(DecisionRecord decision) =>
        new()
        {
            ["subject_type"] = decision.SubjectType,
            ["subject_id"] = decision.SubjectId,
            ["resource_type"] = decision.ResourceType,
            ["resource_id"] = decision.ResourceId,
            ["case_id"] = decision.CaseId?.ToString(),
            ["asked_by"] = decision.AskedBy,
        };

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
