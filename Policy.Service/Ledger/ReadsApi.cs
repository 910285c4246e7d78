using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Ledger;

internal static class ReadsApi
{
    public static void MapReadsApi(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/ledger/reads", TestifyAsync)
            .RequireAuthorization(ServiceScopes.PolicyDecide)
            .WithName("TestifyReading");

    /// <summary>
    /// Puts a reading into the ledger before the text is given out (law 3). 403 <c>no-such-permit</c> when the decision is
    /// unknown, a denial, over, another person's, another enforcement point's or about another chat: the answer does not
    /// tell which. 401 <c>subject-token-invalid</c> when the permit is of staff and their token is absent or not valid.
    /// </summary>
    private static async Task<Results<Ok<ReadEntryResponse>, ProblemHttpResult>> TestifyAsync(
        ReadEntryRequest request,
        HttpContext http,
        PolicyContext database,
        LedgerWriter ledger,
        SubjectTokens tokens,
        TimeProvider clock,
        ILogger<LedgerWriter> logger,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var decision = await LedgerUnavailableException.GuardAsync(
                logger,
                Activity.Current,
                () => FindPermitAsync(database, request, http.User.SubjectId(), clock.GetUtcNow(), cancellationToken)
            );
            if (decision is null)
            {
                return NoSuchPermit();
            }
            if (decision.SubjectType == DecisionSubject.Staff)
            {
                if (await tokens.ReadAsync(http.Request) is not { } staff)
                {
                    return EvaluationApi.InvalidSubjectToken();
                }
                if (!staff.Is(decision.SubjectId))
                {
                    return NoSuchPermit();
                }
            }
            var index = await LedgerUnavailableException.GuardAsync(
                logger,
                Activity.Current,
                async () =>
                {
                    await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
                    var index = await ledger.AppendAsync(decision.ToDraft(LedgerKinds.Read), cancellationToken);
                    await transaction.CommitAsync(CancellationToken.None);
                    return index;
                }
            );
            return TypedResults.Ok(new ReadEntryResponse(index));
        }
        catch (LedgerUnavailableException)
        {
            return LedgerUnavailableException.ToProblem();
        }
    }

    private static Task<DecisionRecord?> FindPermitAsync(
        PolicyContext database,
        ReadEntryRequest request,
        string askedBy,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var chat = request.ChatId.ToString();
        return database
            .Decisions.AsNoTracking()
            .SingleOrDefaultAsync(
                decision =>
                    decision.Id == request.DecisionId
                    && decision.Outcome == Verdict.PermitOutcome
                    && decision.ResourceId == chat
                    && decision.PermitUntil > now
                    && decision.AskedBy == askedBy,
                cancellationToken
            );
    }

    private static ProblemHttpResult NoSuchPermit() =>
        Problem.Forbidden("no-such-permit", "There is no permit in force for this subject and this chat.");
}
