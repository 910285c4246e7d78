using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Restrictions;

/// <summary>The register of what residents are not told yet: see, ask, and answer as a second person.</summary>
internal static class RestrictionsApi
{
    private const int MaxListed = 200;

    public static void MapRestrictionsApi(this IEndpointRouteBuilder app)
    {
        // To ask takes no role but one's own permit, for which the roles were checked.
        var restrictions = app.MapGroup("/api/restrictions").AddEndpointFilter<LedgerUnavailableFilter>();
        restrictions.MapGet("", ListAsync).WithName("ListRestrictions");
        restrictions.MapPost("", RestrictionChanges.RequestAsync).WithName("RequestRestriction");

        var approval = restrictions
            .MapGroup("{id:guid}")
            .RequireAuthorization(policy => policy.RequireRole(StaffRoles.Approver));
        approval.MapPost("confirm", RestrictionChanges.ConfirmAsync).WithName("ConfirmRestriction");
        approval.MapPost("refuse", RestrictionChanges.RefuseAsync).WithName("RefuseRestriction");
        approval.MapPost("lift", RestrictionChanges.LiftAsync).WithName("LiftRestriction");
    }

    /// <summary>
    /// The newest 200 that the caller asked for, and all others too for an approver; of one decision or in one state where
    /// that is said. Ground, authority, purpose and case, never who asked or what was read.
    /// </summary>
    private static async Task<Results<Ok<RestrictionList>, ProblemHttpResult>> ListAsync(
        HttpContext http,
        PolicyContext database,
        TimeProvider clock,
        Guid? decisionId,
        string? state,
        CancellationToken cancellationToken
    )
    {
        if (state is not null && !RestrictionStates.All.Contains(state))
        {
            return Problem.Invalid(
                "state-unknown",
                $"The state is one of: {string.Join(", ", RestrictionStates.All)}.",
                "state"
            );
        }
        var me = http.User.SubjectId();
        var now = clock.GetUtcNow();
        var all = http.User.IsInRole(StaffRoles.Approver);
        var restrictions = database
            .Restrictions.AsNoTracking()
            .Where(one => all || one.RequestedBy == me)
            .Where(one => decisionId == null || one.DecisionId == decisionId);
        var found = await InState(restrictions, state, now)
            .OrderByDescending(one => one.RequestedAt)
            .ThenByDescending(one => one.Id)
            .Take(MaxListed)
            .Join(
                database.Decisions,
                one => one.DecisionId,
                decision => decision.Id,
                (one, decision) =>
                    new
                    {
                        Restriction = one,
                        Decision = decision,
                        CaseReference = database
                            .Cases.Where(item => item.Id == decision.CaseId)
                            .Select(item => item.Reference)
                            .FirstOrDefault(),
                    }
            )
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(
            new RestrictionList([
                .. found
                    .OrderByDescending(row => row.Restriction.RequestedAt)
                    .ThenByDescending(row => row.Restriction.Id)
                    .Select(row => RestrictionItem.Of(row.Restriction, row.Decision, row.CaseReference, me, now)),
            ])
        );
    }

    /// <summary>By what they are now: one whose date has come is over before that is written down.</summary>
    private static IQueryable<Restriction> InState(IQueryable<Restriction> all, string? state, DateTimeOffset now) =>
        state switch
        {
            null => all,
            RestrictionStates.Requested or RestrictionStates.Confirmed => all.Where(one =>
                one.State == state && one.EndsAt > now
            ),
            RestrictionStates.Ended => all.Where(one =>
                one.State == state
                || (
                    (one.State == RestrictionStates.Requested || one.State == RestrictionStates.Confirmed)
                    && one.EndsAt <= now
                )
            ),
            _ => all.Where(one => one.State == state),
        };
}
