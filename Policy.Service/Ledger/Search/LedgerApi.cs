using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Ledger.Checkpoints;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Ledger.Search;

/// <summary>The ledger for auditors, who see the details of an entry as long as they have not been erased.</summary>
internal static class LedgerApi
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    public static void MapLedgerApi(this IEndpointRouteBuilder app)
    {
        var entries = app.MapGroup("/api/ledger/entries")
            .RequireAuthorization(policy => policy.RequireRole(StaffRoles.Auditor));
        entries.MapGet("", ListAsync).WithName("ListLedgerEntries");
        entries.MapGet("{index:long}", GetAsync).WithName("GetLedgerEntry");
    }

    /// <summary>
    /// Entries newest first, for auditors. <c>size</c> is how many the ledger has in all, and <c>next</c> what to send as
    /// <c>before</c> to go on. 400 with the field for what cannot be looked for.
    /// </summary>
    private static async Task<Results<Ok<LedgerPage>, ProblemHttpResult>> ListAsync(
        PolicyContext database,
        [AsParameters] LedgerQuery query,
        CancellationToken cancellationToken
    )
    {
        if (query.Limit is < 1 or > MaxLimit)
        {
            return Problem.Invalid("limit-out-of-range", $"The limit is from 1 to {MaxLimit}.", "limit", MaxLimit);
        }
        if (!LedgerFilter.TryParse(query, out var filter, out var problem))
        {
            return problem!;
        }
        var limit = query.Limit ?? DefaultLimit;
        var before = query.Before ?? long.MaxValue;
        var rows = await (await filter.ApplyAsync(database, cancellationToken))
            .Where(row => row.Index < before)
            .OrderByDescending(row => row.Index)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        var items = rows.Take(limit).Select(LedgerItem.Of).ToList();
        return TypedResults.Ok(
            new LedgerPage(
                items,
                rows.Count > limit ? items[^1].Index : null,
                await database.LedgerSizeAsync(cancellationToken),
                LedgerKinds.All
            )
        );
    }

    /// <summary>One entry as it was hashed, with its details unless they were erased. For auditors.</summary>
    private static async Task<Results<Ok<LedgerEntryView>, ProblemHttpResult>> GetAsync(
        long index,
        PolicyContext database,
        CancellationToken cancellationToken
    )
    {
        var found = await database
            .LedgerEntries.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Index == index, cancellationToken);
        if (found is null)
        {
            return Problem.NotFound("no-such-entry", "The ledger has no such entry.");
        }
        var details = await database
            .Database.SqlQuery<string?>($"""select ledger.details_of({index})::text as "Value" """)
            .SingleAsync(cancellationToken);
        var newest = await database.NewestCheckpointAsync(cancellationToken);
        return TypedResults.Ok(
            new LedgerEntryView(
                LedgerItem.Of(found),
                found.Entry,
                Convert.ToHexStringLower(found.LeafHash),
                newest?.Size > index,
                details is null ? null : JsonSerializer.Deserialize<JsonElement>(details)
            )
        );
    }
}

/// <param name="Next">Null on the last page.</param>
/// <param name="Kinds">All that entries can be of.</param>
internal sealed record LedgerPage(
    IReadOnlyList<LedgerItem> Entries,
    long? Next,
    long Size,
    IReadOnlyList<string> Kinds
);

/// <param name="Entry">Canonical JSON: the bytes that the leaf is the hash of.</param>
/// <param name="LeafHash">SHA-256(0x00 ‖ entry), lower-case hex.</param>
/// <param name="Covered">A signed checkpoint covers it, so there is a receipt.</param>
/// <param name="Details">Whom and what it is about; null once that has been erased.</param>
internal sealed record LedgerEntryView(
    LedgerItem Item,
    string Entry,
    string LeafHash,
    bool Covered,
    JsonElement? Details
);

/// <param name="Outcome">Of a decision <c>permit</c> or <c>deny</c>; of a register's entry what became of its subject.</param>
internal sealed record LedgerItem(
    long Index,
    string Kind,
    DateTimeOffset At,
    string? Outcome,
    string? Purpose,
    string? Action,
    string? Clause,
    string? ReasonCode,
    string? PolicyVersion,
    Guid? DecisionId,
    string? TraceId
)
{
    public static LedgerItem Of(LedgerEntry row)
    {
        using var entry = JsonDocument.Parse(row.Entry);
        string? Text(string name) =>
            entry.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        return new LedgerItem(
            row.Index,
            row.Kind,
            row.At,
            Text("outcome"),
            row.Purpose,
            Text("action"),
            Text("clause"),
            Text("reason_code"),
            Text("policy_version"),
            Guid.TryParse(row.DecisionId, out var decisionId) ? decisionId : null,
            row.TraceId
        );
    }
}
