using WebchatAspire.Policy.Service.Approvals;

namespace WebchatAspire.Policy.Service.Reviews;

/// <param name="Outcome"><c>justified</c> or <c>not-justified</c>.</param>
/// <param name="Reason">One of the policy's codes for that outcome.</param>
internal sealed record NewReview(string? Outcome, string? Reason);

internal sealed record ReviewList(IReadOnlyList<ReviewItem> Reviews);

/// <param name="State"><c>due</c>, <c>overdue</c> or <c>done</c>.</param>
/// <param name="CaseReference">The case it was permitted under; null if it had none.</param>
/// <param name="Obstacle">Why the caller may not do the review; null if they may.</param>
internal sealed record ReviewItem(
    Guid DecisionId,
    string Purpose,
    string Action,
    string Clause,
    ResourceItem Resource,
    string? CaseReference,
    DateTimeOffset PermittedAt,
    DateTimeOffset DueAt,
    string State,
    string? Outcome,
    string? Reason,
    DateTimeOffset? ReviewedAt,
    bool Mine,
    string? Obstacle
);
