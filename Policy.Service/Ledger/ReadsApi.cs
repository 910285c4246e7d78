using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Contracts.Policy;
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
    /// unknown, a denial, over, another person's, another enforcement point's or about another chat, or when what it relied
    /// on is no more (its case is closed, its approval withdrawn, the role lost): the answer does not tell which. 401 <c>subject-token-invalid</c> when the permit is of staff and their token is absent or not valid. 403
    /// <c>restriction-needed</c> under the obligation <c>restricted-notice</c>, until a restriction is in force.
    /// </summary>
    private static Task<Results<Ok<ReadEntryResponse>, ProblemHttpResult>> TestifyAsync(
        ReadEntryRequest request,
        HttpContext http,
        SharedCommits commits,
        SubjectTokens tokens,
        CancellationToken cancellationToken
    ) => EnterAsync(LedgerKinds.Read, request, http, commits, tokens, cancellationToken);

    /// <param name="kind">One of <see cref="LedgerKinds.Uses"/>.</param>
    public static async Task<Results<Ok<ReadEntryResponse>, ProblemHttpResult>> EnterAsync(
        string kind,
        ReadEntryRequest request,
        HttpContext http,
        SharedCommits commits,
        SubjectTokens tokens,
        CancellationToken cancellationToken
    )
    {
        var reading = new PendingReading(
            kind,
            request.DecisionId,
            request.ChatId,
            http.User.SubjectId(),
            await tokens.ReadAsync(http.Request),
            cancellationToken
        );
        try
        {
            return await commits.CommitAsync(reading) switch
            {
                { Result: ReadingResult.Testified, Index: { } index } => TypedResults.Ok(new ReadEntryResponse(index)),
                { Result: ReadingResult.SubjectTokenInvalid } => EvaluationInput.InvalidSubjectToken(),
                { Result: ReadingResult.RestrictionNeeded } => RestrictionNeeded(),
                { Result: ReadingResult.AlreadyStarted } => AlreadyStarted(),
                _ => NoSuchPermit(),
            };
        }
        catch (LedgerUnavailableException)
        {
            return LedgerUnavailableException.ToProblem();
        }
    }

    private static ProblemHttpResult AlreadyStarted() =>
        Problem.Conflict("monitoring-started", "A chat is followed once under a permit. Ask again.");

    private static ProblemHttpResult RestrictionNeeded() =>
        Problem.Forbidden(
            ReadRefusals.RestrictionNeeded,
            "Nothing is read or followed under this permit until a restriction of what the resident is told is in force."
        );

    private static ProblemHttpResult NoSuchPermit() =>
        Problem.Forbidden("no-such-permit", "There is no permit in force for this subject and this chat.");
}
