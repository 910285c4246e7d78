using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Policy.Service.Reviews;

/// <summary>The second look at what was permitted before anybody else had looked.</summary>
internal static class ReviewsApi
{
    public static void MapReviewsApi(this IEndpointRouteBuilder app)
    {
        // Who may review is the policy's data.
        var reviews = app.MapGroup("/api/reviews").RequireAuthorization().AddEndpointFilter<LedgerUnavailableFilter>();
        reviews.MapGet("", ListAsync).WithName("ListReviews");
        reviews.MapGet("{decisionId:guid}", GetAsync).WithName("GetReview");
        reviews.MapPost("{decisionId:guid}", RecordAsync).WithName("RecordReview");
    }

    /// <summary>The reviews that are not done: for an approver all, for a supervisor those of their services, and one's own accesses.</summary>
    private static async Task<Ok<ReviewList>> ListAsync(
        HttpContext http,
        ReviewReader reader,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await reader.ListAsync(DecisionSubject.OfStaff(http.User), cancellationToken));

    /// <summary>The review of one permit, done or not. 404 for who may not see it.</summary>
    private static async Task<Results<Ok<ReviewItem>, ProblemHttpResult>> GetAsync(
        Guid decisionId,
        HttpContext http,
        ReviewReader reader,
        CancellationToken cancellationToken
    ) =>
        await reader.FindAsync(decisionId, DecisionSubject.OfStaff(http.User), cancellationToken) is { } found
            ? TypedResults.Ok(found)
            : NotFound();

    /// <summary>
    /// Records what came of the review. 400 for an outcome or reason that the policy does not know; 403 with the reason code
    /// for who may not (<c>own-request</c> …); 409 <c>review-done</c>.
    /// </summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> RecordAsync(
        Guid decisionId,
        NewReview request,
        HttpContext http,
        ReviewRegister register,
        CancellationToken cancellationToken
    ) =>
        await register.RecordAsync(decisionId, DecisionSubject.OfStaff(http.User), request, cancellationToken)
            is { } problem
            ? problem
            : TypedResults.NoContent();

    internal static ProblemHttpResult NotFound() =>
        Problem.NotFound("review-not-found", "There is no such review, or it is not yours to see.");
}
