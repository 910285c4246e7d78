using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Cases;

/// <summary>What changes the register. Each change and its ledger entry are one transaction.</summary>
internal static class CaseChanges
{
    /// <summary>Opens a case. 400 with the field that is wrong; 409 <c>case-exists</c> for a reference taken in its kind.</summary>
    public static async Task<Results<Created<CaseItem>, ProblemHttpResult>> OpenAsync(
        NewCase request,
        HttpContext http,
        [AsParameters] CaseWork work,
        CancellationToken cancellationToken
    )
    {
        if (work.Validation.Check(request, out var reviewOn) is { } problem)
        {
            return problem;
        }
        var now = work.Clock.GetUtcNow();
        var opened = new Case
        {
            Id = Guid.CreateVersion7(now),
            Kind = request.Kind!,
            Reference = request.Reference!,
            State = Case.OpenState,
            OpenedBy = http.User.SubjectId(),
            OpenedAt = now,
            ReviewOn = reviewOn,
        };
        var chats = request.ChatReferences!.OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        try
        {
            return await work.Transaction.RunAsync<Results<Created<CaseItem>, ProblemHttpResult>>(
                async () =>
                {
                    // Asked first, so that the common mistake does not fail as a statement in every log.
                    if (await IsTakenAsync(work.Database, opened, cancellationToken))
                    {
                        return Taken();
                    }
                    work.Database.Cases.Add(opened);
                    work.Database.CaseChats.AddRange(chats.Select(chat => LinkOf(opened, chat, opened.OpenedBy, now)));
                    await work.Database.SaveChangesAsync(cancellationToken);
                    await work.EnterAsync(opened, CaseOutcomes.Opened, opened.OpenedBy, chats, cancellationToken);
                    await work.Owed.SettleAsync(opened, chats, opened.OpenedBy, cancellationToken);
                    var item = CaseItem.Of(opened, chats, opened.OpenedBy, work.Policies.InForceAt(now).DayOf(now));
                    return TypedResults.Created($"/api/cases/{opened.Id}", item);
                },
                cancellationToken
            );
        }
        catch (DbUpdateException exception)
            when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Somebody else was quicker.
            return Taken();
        }
    }

    /// <summary>
    /// Links one more chat to an open case. Linking it again changes nothing. 409 <c>case-closed</c>, and
    /// <c>case-full</c> for a case with 50 chats.
    /// </summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> LinkAsync(
        Guid id,
        NewCaseChat request,
        HttpContext http,
        [AsParameters] CaseWork work,
        CancellationToken cancellationToken
    )
    {
        if (CaseValidation.CheckChat(request.ChatReference, "chatReference") is { } problem)
        {
            return problem;
        }
        return await work.Transaction.RunAsync<Results<NoContent, ProblemHttpResult>>(
            async () =>
            {
                if (await work.LockAsync(id, cancellationToken) is not { } found)
                {
                    return CasesApi.NotFound();
                }
                if (!found.IsOpen)
                {
                    return Closed();
                }
                var chat = request.ChatReference!;
                var links = work.Database.CaseChats.Where(link => link.CaseId == id);
                if (await links.AnyAsync(link => link.ChatReference == chat, cancellationToken))
                {
                    return TypedResults.NoContent();
                }
                if (await links.CountAsync(cancellationToken) >= Case.MaxChats)
                {
                    return Problem.Conflict("case-full", $"A case names at most {Case.MaxChats} chats.");
                }
                var me = http.User.SubjectId();
                work.Database.CaseChats.Add(LinkOf(found, chat, me, work.Clock.GetUtcNow()));
                await work.Database.SaveChangesAsync(cancellationToken);
                await work.EnterAsync(found, CaseOutcomes.ChatLinked, me, [chat], cancellationToken);
                await work.Owed.SettleAsync(found, [chat], me, cancellationToken);
                return TypedResults.NoContent();
            },
            cancellationToken
        );
    }

    /// <summary>Sets the day on which an open case is looked at again, from today on. 409 <c>case-closed</c>.</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> SetReviewDateAsync(
        Guid id,
        NewReviewDate request,
        HttpContext http,
        [AsParameters] CaseWork work,
        CancellationToken cancellationToken
    )
    {
        if (work.Validation.CheckReviewDate(request.ReviewOn, out var reviewOn) is { } problem)
        {
            return problem;
        }
        return await work.Transaction.RunAsync<Results<NoContent, ProblemHttpResult>>(
            async () =>
            {
                if (await work.LockAsync(id, cancellationToken) is not { } found)
                {
                    return CasesApi.NotFound();
                }
                if (!found.IsOpen)
                {
                    return Closed();
                }
                if (found.ReviewOn != reviewOn)
                {
                    found.ReviewOn = reviewOn;
                    await work.Database.SaveChangesAsync(cancellationToken);
                    var me = http.User.SubjectId();
                    await work.EnterAsync(found, CaseOutcomes.ReviewDateChanged, me, [], cancellationToken);
                }
                return TypedResults.NoContent();
            },
            cancellationToken
        );
    }

    /// <summary>Closes a case; from then on nothing is permitted under it. Closing it again changes nothing.</summary>
    public static Task<Results<NoContent, ProblemHttpResult>> CloseAsync(
        Guid id,
        HttpContext http,
        [AsParameters] CaseWork work,
        CancellationToken cancellationToken
    ) =>
        work.Transaction.RunAsync<Results<NoContent, ProblemHttpResult>>(
            async () =>
            {
                if (await work.LockAsync(id, cancellationToken) is not { } found)
                {
                    return CasesApi.NotFound();
                }
                if (found.IsOpen)
                {
                    found.State = Case.ClosedState;
                    found.ClosedBy = http.User.SubjectId();
                    found.ClosedAt = work.Clock.GetUtcNow();
                    await work.Database.SaveChangesAsync(cancellationToken);
                    await work.EnterAsync(found, CaseOutcomes.Closed, found.ClosedBy, [], cancellationToken);
                }
                return TypedResults.NoContent();
            },
            cancellationToken
        );

    private static CaseChat LinkOf(Case one, string chat, string by, DateTimeOffset at) =>
        new()
        {
            CaseId = one.Id,
            ChatReference = chat,
            LinkedBy = by,
            LinkedAt = at,
        };

    private static Task<bool> IsTakenAsync(PolicyContext database, Case one, CancellationToken cancellationToken) =>
        database.Cases.AnyAsync(other => other.Kind == one.Kind && other.Reference == one.Reference, cancellationToken);

    private static ProblemHttpResult Taken() =>
        Problem.Conflict("case-exists", "There is a case of this kind with this reference already.");

    private static ProblemHttpResult Closed() =>
        Problem.Conflict("case-closed", "The case is closed, and a closed case does not change.");
}

/// <summary>What a change of the case register takes.</summary>
internal sealed record CaseWork(
    PolicyContext Database,
    PolicyCatalogue Policies,
    CaseValidation Validation,
    RegisterTransaction Transaction,
    OwedCases Owed,
    LedgerWriter Ledger,
    TimeProvider Clock
)
{
    /// <summary>The case, locked until the transaction ends: decisions under it, and other changes, come before or after.</summary>
    public Task<Case?> LockAsync(Guid id, CancellationToken cancellationToken) =>
        Database
            .Cases.FromSql($"select * from policy.cases where id = {id} for update")
            .SingleOrDefaultAsync(cancellationToken);

    public Task<long> EnterAsync(
        Case one,
        string outcome,
        string by,
        IEnumerable<string> chatReferences,
        CancellationToken cancellationToken
    ) =>
        Ledger.AppendAsync(
            one.ToDraft(outcome, by, Policies.InForceAt(Clock.GetUtcNow()).Version, chatReferences),
            cancellationToken
        );
}
