using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Ledger;

internal static class LedgerApi
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    public static void MapLedgerApi(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/ledger/entries", ListAsync)
            .RequireAuthorization(policy => policy.RequireRole(StaffRoles.Auditor))
            .WithName("ListLedgerEntries");

    /// <summary>Entries after an index, oldest first, for auditors. <c>size</c> is how many the ledger has in all.</summary>
    private static async Task<Results<Ok<LedgerPage>, ProblemHttpResult>> ListAsync(
        PolicyContext database,
        long? after,
        int? limit,
        CancellationToken cancellationToken
    )
    {
        if (limit is < 1 or > MaxLimit)
        {
            return Problem.Invalid("limit-out-of-range", $"The limit is from 1 to {MaxLimit}.", "limit", MaxLimit);
        }
        var first = after ?? -1;
        var rows = await database
            .LedgerEntries.AsNoTracking()
            .Where(row => row.Index > first)
            .OrderBy(row => row.Index)
            .Take(limit ?? DefaultLimit)
            .ToListAsync(cancellationToken);
        var size = await database.LedgerHead.Select(head => head.Size).SingleAsync(cancellationToken);
        return TypedResults.Ok(new LedgerPage([.. rows.Select(LedgerItem.Of)], size));
    }
}

internal sealed record LedgerPage(IReadOnlyList<LedgerItem> Entries, long Size);

/// <param name="Decision"><c>permit</c> or <c>deny</c>.</param>
/// <param name="LeafHash">Lower-case hex.</param>
internal sealed record LedgerItem(
    long Index,
    string Kind,
    DateTimeOffset At,
    string? Decision,
    string? Purpose,
    string? Action,
    string? Clause,
    string? ReasonCode,
    string? PolicyVersion,
    Guid? DecisionId,
    string? TraceId,
    string LeafHash
)
{
    public static LedgerItem Of(LedgerEntry row)
    {
        using var entry = JsonDocument.Parse(row.Entry);
        string? Text(string name) => entry.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
        return new LedgerItem(
            row.Index,
            row.Kind,
            row.At,
            Text("outcome"),
            Text("purpose"),
            Text("action"),
            Text("clause"),
            Text("reason_code"),
            Text("policy_version"),
            Guid.TryParse(Text("decision_id"), out var decisionId) ? decisionId : null,
            row.TraceId,
            Convert.ToHexStringLower(row.LeafHash)
        );
    }
}
