using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Decisions;

internal static class EvaluationApi
{
    public const string Path = "/access/v1/evaluation";
    public const int MaxRequestBytes = 64 * 1024;

    public static void MapEvaluationApi(this IEndpointRouteBuilder app) =>
        app.MapPost(Path, EvaluateAsync)
            .RequireAuthorization(ServiceScopes.PolicyDecide)
            .WithMetadata(new RequestSizeLimitAttribute(MaxRequestBytes))
            .WithName("Evaluate");

    /// <summary>
    /// AuthZEN Authorization API 1.0, access evaluation. The decision is in the ledger before it is answered. 400 for a
    /// request without its required fields, 401 <c>subject-token-invalid</c> for staff without their own valid token, 503
    /// <c>ledger-unavailable</c> when the decision could not be committed: nothing is permitted then.
    /// </summary>
    private static async Task<Results<Ok<EvaluationResponse>, ProblemHttpResult>> EvaluateAsync(
        EvaluationRequest request,
        HttpContext http,
        DecisionPoint decisions,
        SubjectTokens tokens,
        CancellationToken cancellationToken
    )
    {
        var (question, problem) = EvaluationInput.Read(request, await tokens.ReadAllAsync(http.Request));
        if (question is null)
        {
            return problem!;
        }
        try
        {
            return TypedResults.Ok(await decisions.DecideAsync(question, http.User.SubjectId(), cancellationToken));
        }
        catch (LedgerUnavailableException)
        {
            return LedgerUnavailableException.ToProblem();
        }
    }
}
