using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Agreements;

/// <summary>The register of agreements (P18): a trainer asks, and the adviser alone answers.</summary>
internal static class AgreementsApi
{
    private const int MaxListed = 200;

    public static void MapAgreementsApi(this IEndpointRouteBuilder app)
    {
        // To see and to answer what concerns oneself takes no role: who is not an adviser any more can still withdraw.
        var agreements = app.MapGroup("/api/agreements").AddEndpointFilter<LedgerUnavailableFilter>();
        agreements.MapGet("", ListAsync).WithName("ListAgreements");
        agreements
            .MapPost("", AskAsync)
            .RequireAuthorization(policy => policy.RequireRole(StaffRoles.Trainer))
            .WithName("AskForAgreement");
        agreements.MapPost("{id:guid}/give", GiveAsync).WithName("GiveAgreement");
        agreements.MapPost("{id:guid}/refuse", RefuseAsync).WithName("RefuseAgreement");
        agreements.MapPost("{id:guid}/withdraw", WithdrawAsync).WithName("WithdrawAgreement");
    }

    /// <summary>What the caller was asked for, and what they asked for themselves: the newest 200.</summary>
    private static async Task<Ok<AgreementList>> ListAsync(
        HttpContext http,
        PolicyContext database,
        CancellationToken cancellationToken
    )
    {
        var me = http.User.SubjectId();
        var found = await database
            .Agreements.AsNoTracking()
            .Where(one => one.AdviserId == me || one.AskedBy == me)
            .OrderByDescending(one => one.AskedAt)
            .ThenByDescending(one => one.Id)
            .Take(MaxListed)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new AgreementList([.. found.Select(one => AgreementItem.Of(one, me))]));
    }

    /// <summary>
    /// Asks an adviser to agree to the training use of one anonymised copy. 400 with the field that is wrong; 409
    /// <c>agreement-exists</c> when they were asked for this copy already, whatever they said.
    /// </summary>
    private static async Task<Results<Created<AgreementItem>, ProblemHttpResult>> AskAsync(
        NewAgreement request,
        HttpContext http,
        [AsParameters] AgreementWork work,
        CancellationToken cancellationToken
    )
    {
        var me = http.User.SubjectId();
        if (AgreementValidation.Check(request, me) is { } problem)
        {
            return problem;
        }
        var now = work.Clock.GetUtcNow();
        var asked = new Agreement
        {
            Id = Guid.CreateVersion7(now),
            CopyId = request.CopyId!.Value,
            CopySha256 = request.CopySha256!,
            ChatReference = request.ChatReference!,
            AdviserId = request.AdviserId!,
            AskedBy = me,
            AskedAt = now,
        };
        try
        {
            return await work.Transaction.RunAsync<Results<Created<AgreementItem>, ProblemHttpResult>>(
                async () =>
                {
                    // Looked up first, so that the common mistake does not fail as a statement in every log.
                    if (await work.IsAskedAsync(asked, cancellationToken))
                    {
                        return Asked();
                    }
                    work.Database.Agreements.Add(asked);
                    await work.SaveAsync(asked, me, cancellationToken);
                    return TypedResults.Created($"/api/agreements/{asked.Id}", AgreementItem.Of(asked, me));
                },
                cancellationToken
            );
        }
        catch (DbUpdateException exception)
            when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Somebody else was quicker.
            return Asked();
        }
    }

    /// <summary>
    /// Agrees, after having seen the copy that is named here. 409 <c>agreement-other-copy</c> when that is not the one
    /// which was asked about. A copy may be used only from the decision after this.
    /// </summary>
    private static Task<Results<NoContent, ProblemHttpResult>> GiveAsync(
        Guid id,
        GivenAgreement request,
        HttpContext http,
        [AsParameters] AgreementWork work,
        CancellationToken cancellationToken
    ) =>
        AgreementValidation.CheckCopy(request.CopyId, request.CopySha256) is { } problem
            ? Task.FromResult<Results<NoContent, ProblemHttpResult>>(problem)
            : AnswerAsync(
                id,
                AgreementStates.Given,
                new ShownCopy(request.CopyId!.Value, request.CopySha256!),
                http,
                work,
                cancellationToken
            );

    /// <summary>Says no. It can be given later all the same; 409 <c>agreement-out-of-turn</c> once it was given.</summary>
    private static Task<Results<NoContent, ProblemHttpResult>> RefuseAsync(
        Guid id,
        HttpContext http,
        [AsParameters] AgreementWork work,
        CancellationToken cancellationToken
    ) => AnswerAsync(id, AgreementStates.Refused, null, http, work, cancellationToken);

    /// <summary>
    /// Takes back what was given: from here on every decision on that copy is a deny. 409 <c>agreement-out-of-turn</c> when
    /// nothing was given.
    /// </summary>
    private static Task<Results<NoContent, ProblemHttpResult>> WithdrawAsync(
        Guid id,
        HttpContext http,
        [AsParameters] AgreementWork work,
        CancellationToken cancellationToken
    ) => AnswerAsync(id, AgreementStates.Withdrawn, null, http, work, cancellationToken);

    private static Task<Results<NoContent, ProblemHttpResult>> AnswerAsync(
        Guid id,
        string state,
        ShownCopy? shown,
        HttpContext http,
        AgreementWork work,
        CancellationToken cancellationToken
    ) =>
        work.Transaction.RunAsync<Results<NoContent, ProblemHttpResult>>(
            async () =>
            {
                var me = http.User.SubjectId();
                var found = await work.LockAsync(id, cancellationToken);
                switch (found?.Answer(me, state, shown, work.Clock.GetUtcNow()))
                {
                    case AnswerResult.Changed:
                        await work.SaveAsync(found, me, cancellationToken);
                        return TypedResults.NoContent();
                    case AnswerResult.Unchanged:
                        return TypedResults.NoContent();
                    case AnswerResult.OutOfTurn:
                        return Problem.Conflict(
                            "agreement-out-of-turn",
                            $"An agreement that is {found.State} cannot become {state}."
                        );
                    case AnswerResult.OtherCopy:
                        return Problem.Conflict(
                            "agreement-other-copy",
                            "The agreement that was asked for is about another copy than the one that was shown."
                        );
                    default:
                        return Problem.NotFound("agreement-not-found", "You were asked for no such agreement.");
                }
            },
            cancellationToken
        );

    private static ProblemHttpResult Asked() =>
        Problem.Conflict(
            "agreement-exists",
            "This adviser was asked about this copy already. They can change their answer themselves."
        );
}

/// <summary>What a change of the register of agreements takes.</summary>
internal sealed record AgreementWork(
    PolicyContext Database,
    PolicyCatalogue Policies,
    RegisterTransaction Transaction,
    LedgerWriter Ledger,
    TimeProvider Clock
)
{
    /// <summary>The agreement, locked until the transaction ends: decisions that rely on it come before or after.</summary>
    public Task<Agreement?> LockAsync(Guid id, CancellationToken cancellationToken) =>
        Database
            .Agreements.FromSql($"select * from policy.agreements where id = {id} for update")
            .SingleOrDefaultAsync(cancellationToken);

    public Task<bool> IsAskedAsync(Agreement asked, CancellationToken cancellationToken) =>
        Database.Agreements.AnyAsync(
            one => one.CopyId == asked.CopyId && one.CopySha256 == asked.CopySha256 && one.AdviserId == asked.AdviserId,
            cancellationToken
        );

    /// <summary>Stores the change, then its entry: the ledger's head is locked last.</summary>
    public async Task SaveAsync(Agreement one, string by, CancellationToken cancellationToken)
    {
        await Database.SaveChangesAsync(cancellationToken);
        await Ledger.AppendAsync(one.ToDraft(Policies.InForceAt(Clock.GetUtcNow()), by), cancellationToken);
    }
}
