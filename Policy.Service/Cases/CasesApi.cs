using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Cases;

/// <summary>The case register (P16): open, list, link chats, set the review date, close.</summary>
internal static class CasesApi
{
    private const int MaxListed = 200;

    public static void MapCasesApi(this IEndpointRouteBuilder app)
    {
        var cases = app.MapGroup("/api/cases")
            .RequireAuthorization(policy =>
                policy.RequireRole(StaffRoles.Supervisor, StaffRoles.RecordsOfficer, StaffRoles.Approver)
            )
            .AddEndpointFilter<LedgerUnavailableFilter>();
        cases.MapGet("", ListAsync).WithName("ListCases");
        cases.MapGet("owed", OwedCasesApi.ListAsync).WithName("ListOwedCases");
        cases.MapGet("{id:guid}", GetAsync).WithName("GetCase");
        cases.MapPost("", CaseChanges.OpenAsync).WithName("OpenCase");
        cases.MapPost("{id:guid}/chats", CaseChanges.LinkAsync).WithName("LinkChatToCase");
        cases.MapPost("{id:guid}/review-date", CaseChanges.SetReviewDateAsync).WithName("SetReviewDateOfCase");
        cases.MapPost("{id:guid}/close", CaseChanges.CloseAsync).WithName("CloseCase");
    }

    /// <summary>The newest 200 cases of a kind and state. It never says who opened a case, only whether it was the caller.</summary>
    private static async Task<Results<Ok<CaseList>, ProblemHttpResult>> ListAsync(
        HttpContext http,
        PolicyContext database,
        PolicyCatalogue policies,
        CaseValidation validation,
        TimeProvider clock,
        string? kind,
        string? state,
        CancellationToken cancellationToken
    )
    {
        if (validation.CheckFilter(kind, state) is { } problem)
        {
            return problem;
        }
        var found = await database
            .Cases.AsNoTracking()
            .Where(one => (kind == null || one.Kind == kind) && (state == null || one.State == state))
            .OrderByDescending(one => one.OpenedAt)
            .Take(MaxListed)
            .ToListAsync(cancellationToken);
        var ids = found.Select(one => one.Id).ToList();
        var links = await database
            .CaseChats.AsNoTracking()
            .Where(link => ids.Contains(link.CaseId))
            .OrderBy(link => link.ChatReference)
            .ToListAsync(cancellationToken);
        var chats = links.ToLookup(link => link.CaseId, link => link.ChatReference);
        var me = http.User.SubjectId();
        var now = clock.GetUtcNow();
        var today = policies.InForceAt(now).DayOf(now);
        return TypedResults.Ok(new CaseList([.. found.Select(one => CaseItem.Of(one, chats[one.Id], me, today))]));
    }

    /// <summary>One case.</summary>
    private static async Task<Results<Ok<CaseItem>, ProblemHttpResult>> GetAsync(
        Guid id,
        HttpContext http,
        PolicyContext database,
        PolicyCatalogue policies,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (
            await database.Cases.AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, cancellationToken)
            is not { } found
        )
        {
            return NotFound();
        }
        var chats = await database
            .CaseChats.Where(link => link.CaseId == id)
            .Select(link => link.ChatReference)
            .Order()
            .ToListAsync(cancellationToken);
        var now = clock.GetUtcNow();
        return TypedResults.Ok(CaseItem.Of(found, chats, http.User.SubjectId(), policies.InForceAt(now).DayOf(now)));
    }

    internal static ProblemHttpResult NotFound() => Problem.NotFound("case-not-found", "There is no such case.");
}
