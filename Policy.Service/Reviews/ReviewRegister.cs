using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Policy.Service.Reviews;

/// <summary>What changes the reviews. Each change and its ledger entry are one transaction.</summary>
internal sealed partial class ReviewRegister(
    PolicyContext database,
    PolicyCatalogue policies,
    ReviewReader reader,
    LedgerWriter ledger,
    RegisterTransaction transaction,
    PolicyTelemetry telemetry,
    TimeProvider clock,
    ILogger<ReviewRegister> logger
)
{
    private const string OverdueOutcome = "overdue";

    public async Task<ProblemHttpResult?> RecordAsync(
        Guid decisionId,
        DecisionSubject person,
        NewReview request,
        CancellationToken cancellationToken
    )
    {
        if (Check(request) is { } invalid)
        {
            return invalid;
        }
        return await transaction.RunAsync<ProblemHttpResult?>(
            async () =>
            {
                var review = (
                    await database
                        .Reviews.FromSql($"select * from policy.reviews where decision_id = {decisionId} for update")
                        .ToListAsync(cancellationToken)
                ).SingleOrDefault();
                if (review is null || !reader.MaySee(review, person))
                {
                    return ReviewsApi.NotFound();
                }
                var now = clock.GetUtcNow();
                var look = await reader.LookAsync(review, cancellationToken);
                if (SecondPerson.ObstacleFor(policies.InForceAt(now).Reviews, person, look) is { } obstacle)
                {
                    return Problem.Forbidden(obstacle, "Somebody else has to review this access.");
                }
                if (review.State == Review.Done)
                {
                    return Problem.Conflict("review-done", "Somebody has reviewed this already. Nothing was changed.");
                }
                review.State = Review.Done;
                review.Outcome = request.Outcome;
                review.ReasonCode = request.Reason;
                review.ReviewedBy = person.Id;
                review.ReviewedAt = now;
                await EnterAsync(review, request.Outcome!, cancellationToken);
                return null;
            },
            cancellationToken
        );
    }

    /// <summary>Escalates one review that nobody did in time.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> EscalateNextAsync(CancellationToken cancellationToken)
    {
        var escalated = await transaction.RunAsync(
            async () =>
            {
                var now = clock.GetUtcNow();
                var due = await database
                    .Reviews.FromSql(
                        $"""
                        select * from policy.reviews where state = 'due' and due_at <= {now}
                        order by decision_id limit 1 for update skip locked
                        """
                    )
                    .ToListAsync(cancellationToken);
                if (due is not [var one])
                {
                    return null;
                }
                one.State = Review.Overdue;
                await EnterAsync(one, OverdueOutcome, cancellationToken);
                return one;
            },
            cancellationToken
        );
        if (escalated is not null)
        {
            telemetry.Escalated(Obligations.ReviewWithin, escalated.Purpose);
            LogNotReviewed(escalated.DecisionId, escalated.Purpose);
        }
        return escalated is not null;
    }

    private ProblemHttpResult? Check(NewReview request)
    {
        var rule = policies.InForceAt(clock.GetUtcNow()).Reviews;
        if (request.Outcome is not (Review.Justified or Review.NotJustified))
        {
            return Problem.Invalid("outcome-unknown", "The outcome is justified or not-justified.", "outcome");
        }
        var reasons = request.Outcome == Review.Justified ? rule.Justified : rule.NotJustified;
        return reasons.Any(one => one.Code == request.Reason)
            ? null
            : Problem.Invalid(
                "reason-unknown",
                $"The reason is one of: {string.Join(", ", reasons.Select(one => one.Code))}.",
                "reason"
            );
    }

    private async Task EnterAsync(Review review, string outcome, CancellationToken cancellationToken)
    {
        await database.SaveChangesAsync(cancellationToken);
        var version = policies.InForceAt(clock.GetUtcNow()).Version;
        await ledger.AppendAsync(review.ToDraft(outcome, version), cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Nobody has reviewed decision {DecisionId} for the purpose {Purpose} in time")]
    private partial void LogNotReviewed(Guid decisionId, string purpose);
}
