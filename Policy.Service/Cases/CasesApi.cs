using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Cases;

/// <summary>The case register (P16): open, list, close.</summary>
internal static class CasesApi
{
    private const int MaxListed = 200;

    public static void MapCasesApi(this IEndpointRouteBuilder app)
    {
        var cases = app.MapGroup("/api/cases")
            .RequireAuthorization(policy =>
                policy.RequireRole(StaffRoles.Supervisor, StaffRoles.RecordsOfficer, StaffRoles.Approver)
            );
        cases.MapGet("", ListAsync).WithName("ListCases");
        cases.MapPost("", OpenAsync).WithName("OpenCase");
        cases.MapPost("{id:guid}/close", CloseAsync).WithName("CloseCase");
    }

    /// <summary>The newest 200 cases of a kind and state. It never says who opened a case, only whether it was the caller.</summary>
    private static async Task<Results<Ok<CaseList>, ProblemHttpResult>> ListAsync(
        HttpContext http,
        PolicyContext database,
        CaseValidation validation,
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
        return TypedResults.Ok(new CaseList([.. found.Select(one => CaseItem.Of(one, chats[one.Id], me))]));
    }

    /// <summary>Opens a case. 400 with the field that is wrong; 409 <c>case-exists</c> for a reference taken in its kind.</summary>
    private static async Task<Results<Created<CaseItem>, ProblemHttpResult>> OpenAsync(
        NewCase request,
        HttpContext http,
        PolicyContext database,
        CaseValidation validation,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (validation.Check(request) is { } problem)
        {
            return problem;
        }
        if (await IsTakenAsync(database, request, cancellationToken))
        {
            return Taken();
        }
        var now = clock.GetUtcNow();
        var opened = new Case
        {
            Id = Guid.CreateVersion7(now),
            Kind = request.Kind!,
            Reference = request.Reference!,
            State = Case.OpenState,
            OpenedBy = http.User.SubjectId(),
            OpenedAt = now,
        };
        var references = request.ChatReferences!.OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        database.Cases.Add(opened);
        database.CaseChats.AddRange(
            references.Select(reference => new CaseChat { CaseId = opened.Id, ChatReference = reference })
        );
        try
        {
            await database.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception)
            when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Somebody else was quicker.
            return Taken();
        }
        return TypedResults.Created($"/api/cases/{opened.Id}", CaseItem.Of(opened, references, opened.OpenedBy));
    }

    private static Task<bool> IsTakenAsync(
        PolicyContext database,
        NewCase request,
        CancellationToken cancellationToken
    ) =>
        database.Cases.AnyAsync(
            one => one.Kind == request.Kind && one.Reference == request.Reference,
            cancellationToken
        );

    private static ProblemHttpResult Taken() =>
        Problem.Conflict("case-exists", "There is a case of this kind with this reference already.");

    /// <summary>Closes a case; from then on nothing is permitted under it. Closing it again changes nothing.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> CloseAsync(
        Guid id,
        HttpContext http,
        PolicyContext database,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var me = http.User.SubjectId();
        var closed = await database
            .Cases.Where(one => one.Id == id && one.State == Case.OpenState)
            .ExecuteUpdateAsync(
                change =>
                    change
                        .SetProperty(one => one.State, Case.ClosedState)
                        .SetProperty(one => one.ClosedBy, me)
                        .SetProperty(one => one.ClosedAt, now),
                cancellationToken
            );
        return closed == 1 || await database.Cases.AnyAsync(one => one.Id == id, cancellationToken)
            ? TypedResults.NoContent()
            : Problem.NotFound("case-not-found", "There is no such case.");
    }
}

internal sealed record NewCase(string? Kind, string? Reference, IReadOnlyList<string?>? ChatReferences);

internal sealed record CaseList(IReadOnlyList<CaseItem> Cases);

internal sealed record CaseItem(
    Guid Id,
    string Kind,
    string Reference,
    string State,
    IReadOnlyList<string> ChatReferences,
    bool OpenedByMe,
    DateTimeOffset OpenedAt
)
{
    public static CaseItem Of(Case one, IEnumerable<string> chats, string me) =>
        new(one.Id, one.Kind, one.Reference, one.State, [.. chats], one.OpenedBy == me, one.OpenedAt);
}
