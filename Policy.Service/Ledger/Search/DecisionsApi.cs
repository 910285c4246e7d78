using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Ledger.Search;

internal static class DecisionsApi
{
    /// <summary>Somebody may read again and again; the newest are shown, and the search has all.</summary>
    private const int MaxUnder = 100;

    public static void MapDecisionsApi(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/decisions/{id:guid}", GetAsync)
            .RequireAuthorization(policy => policy.RequireRole(StaffRoles.Auditor))
            .WithName("GetDecision");

    /// <summary>
    /// One decision for auditors: who asked (by a pseudonymous id), for what, why it was decided so, and what the ledger has
    /// under it. No name, no text, no justification. 404 when there is none, or it has been erased.
    /// </summary>
    private static async Task<Results<Ok<DecisionView>, ProblemHttpResult>> GetAsync(
        Guid id,
        PolicyContext database,
        CancellationToken cancellationToken
    )
    {
        var found = await database
            .Decisions.AsNoTracking()
            .SingleOrDefaultAsync(one => one.Id == id, cancellationToken);
        if (found is null)
        {
            return Problem.NotFound("decision-not-found", "There is no such decision, or it has been erased.");
        }
        var entry = await database
            .LedgerEntries.AsNoTracking()
            .SingleAsync(row => row.Index == found.LedgerIndex, cancellationToken);
        var text = id.ToString();
        var approved = await ApprovedDenialAsync(database, found, cancellationToken);
        var under = await database
            .LedgerEntries.AsNoTracking()
            .Where(row =>
                (row.DecisionId == text && row.Index != found.LedgerIndex)
                || (row.Kind == LedgerKinds.Approval && row.DecisionId == approved)
            )
            .OrderByDescending(row => row.Index)
            .Take(MaxUnder)
            .ToListAsync(cancellationToken);
        var ofCase = await database
            .Cases.Where(one => one.Id == found.CaseId)
            .Select(one => new DecisionCase(one.Id, one.Kind, one.Reference, one.State))
            .SingleOrDefaultAsync(cancellationToken);
        return TypedResults.Ok(DecisionView.Of(found, entry, ofCase, [.. under.Select(LedgerItem.Of)]));
    }

    /// <summary>An approval was asked for after a denial, whose id its entries bear; the permit that relies on it is another decision.</summary>
    private static async Task<string?> ApprovedDenialAsync(
        PolicyContext database,
        DecisionRecord decision,
        CancellationToken cancellationToken
    ) =>
        decision.ApprovalId is { } id
            ? (
                await database
                    .Approvals.Where(one => one.Id == id)
                    .Select(one => (Guid?)one.DecisionId)
                    .SingleOrDefaultAsync(cancellationToken)
            )?.ToString()
            : null;
}

/// <param name="State"><c>open</c> or <c>closed</c>, as it is now.</param>
internal sealed record DecisionCase(Guid Id, string Kind, string Reference, string State);

/// <param name="SubjectType"><c>staff</c>, <c>resident</c> or <c>service</c>.</param>
/// <param name="SubjectId">For staff the token's <c>sub</c>, which the identity provider alone can turn into a name.</param>
/// <param name="ResourceId">For a recording the chat's id.</param>
/// <param name="Rules">The policy's rules that decided; empty where the entry does not name them.</param>
/// <param name="PermitUntil">When a permit ends; null on a denial.</param>
/// <param name="AskedBy">The client id of the enforcement point.</param>
/// <param name="Under">The newest 100 entries that belong to the decision, newest first: readings, and what became of the approval that it relies on.</param>
internal sealed record DecisionView(
    Guid Id,
    DateTimeOffset At,
    string SubjectType,
    string SubjectId,
    string Action,
    string ResourceType,
    string ResourceId,
    string? ChatReference,
    string? Purpose,
    DecisionCase? Case,
    string Outcome,
    string Clause,
    string ReasonCode,
    string PolicyVersion,
    IReadOnlyList<string> Obligations,
    IReadOnlyList<string> Rules,
    DateTimeOffset? PermitUntil,
    string AskedBy,
    long LedgerIndex,
    string? TraceId,
    IReadOnlyList<LedgerItem> Under
)
{
    public static DecisionView Of(
        DecisionRecord decision,
        LedgerEntry entry,
        DecisionCase? ofCase,
        IReadOnlyList<LedgerItem> under
    ) =>
        new(
            decision.Id,
            decision.At,
            decision.SubjectType,
            decision.SubjectId,
            decision.Action,
            decision.ResourceType,
            decision.ResourceId,
            decision.ChatReference,
            decision.Purpose,
            ofCase,
            decision.Outcome,
            decision.Clause,
            decision.ReasonCode,
            decision.PolicyVersion,
            decision.Obligations,
            RulesIn(entry),
            decision.PermitUntil,
            decision.AskedBy,
            decision.LedgerIndex,
            entry.TraceId,
            under
        );

    private static IReadOnlyList<string> RulesIn(LedgerEntry entry)
    {
        using var parsed = JsonDocument.Parse(entry.Entry);
        return
            parsed.RootElement.TryGetProperty("determining_rules", out var rules)
            && rules.ValueKind == JsonValueKind.Array
            ? [.. rules.EnumerateArray().Select(rule => rule.ToString())]
            : [];
    }
}
