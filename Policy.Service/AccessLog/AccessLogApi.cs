using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.AccessLog;

internal static class AccessLogApi
{
    public static void MapAccessLogApi(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/access-log", GetAsync)
            .RequireAuthorization(ServiceScopes.PolicyDecide)
            .WithName("GetAccessLog");

    /// <summary>
    /// Who used the recording of one chat, as its resident may know it now (law 7), for the enforcement point that has checked
    /// that it is theirs. A chat that the ledger has never heard of has an empty log. 503 when the policy under which
    /// something was permitted cannot be read here: then it is not known what the resident may see.
    /// </summary>
    private static async Task<Results<Ok<AccessLogAnswer>, ProblemHttpResult>> GetAsync(
        Guid chatId,
        AccessLogReader reader,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return TypedResults.Ok(await reader.ReadAsync(chatId, cancellationToken));
        }
        catch (PolicyUnavailableException)
        {
            return Problem.Unavailable(
                "policy-unavailable",
                "A policy under which something was permitted cannot be read here."
            );
        }
    }
}
