using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Cases;

/// <summary>Which cases have to follow.</summary>
internal static class OwedCasesApi
{
    private const int MaxListed = 200;

    /// <summary>
    /// The cases that have to follow and have not, the most urgent first: one's own, for a supervisor those of their services,
    /// and for an approver all. Who owes one is not said, only whether it is the caller.
    /// </summary>
    public static async Task<Ok<OwedCaseList>> ListAsync(
        HttpContext http,
        PolicyContext database,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var person = DecisionSubject.OfStaff(http.User);
        var seesAll = person.Roles.Contains(StaffRoles.Approver);
        string[] services = person.Roles.Contains(StaffRoles.Supervisor) ? [.. person.Services] : [];
        var owed = await database
            .OwedCases.AsNoTracking()
            .Where(one => one.State != OwedCase.Settled)
            .Where(one => seesAll || one.OwedBy == person.Id || (one.Service != null && services.Contains(one.Service)))
            .OrderBy(one => one.DueAt)
            .Take(MaxListed)
            .ToListAsync(cancellationToken);
        var now = clock.GetUtcNow();
        return TypedResults.Ok(
            new OwedCaseList([.. owed.Select(one => OwedCaseItem.Of(one, person.Is(one.OwedBy), now))])
        );
    }
}

internal sealed record OwedCaseList(IReadOnlyList<OwedCaseItem> Owed);

/// <param name="Kind">The kind of case that has to follow.</param>
/// <param name="State"><c>owed</c> or <c>overdue</c>.</param>
internal sealed record OwedCaseItem(
    Guid DecisionId,
    string Kind,
    string Purpose,
    string ChatReference,
    string? Service,
    DateTimeOffset PermittedAt,
    DateTimeOffset DueAt,
    string State,
    bool Mine
)
{
    public static OwedCaseItem Of(OwedCase one, bool mine, DateTimeOffset now) =>
        new(
            one.DecisionId,
            one.Kind,
            one.Purpose,
            one.ChatReference,
            one.Service,
            one.PermittedAt,
            one.DueAt,
            one.DueAt <= now ? OwedCase.Overdue : one.State,
            mine
        );
}
