namespace WebchatAspire.Web.Frontend.Upstream;

/// <summary>What is known of a chat without opening it.</summary>
public sealed record ResourceView(
    string Type,
    string? Reference,
    string? Service,
    string? State,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt
);

/// <summary>A request for the approval of a second person.</summary>
/// <param name="State">open, approved, refused, withdrawn, expired or lapsed.</param>
/// <param name="Obstacle">Why the person may not decide it; null if they may.</param>
/// <param name="Note">What the requester wrote for the approver, while it is open.</param>
/// <param name="ResourceId">For the requester.</param>
public sealed record ApprovalView(
    Guid Id,
    Guid DecisionId,
    string State,
    string Purpose,
    string Action,
    string Clause,
    string PolicyVersion,
    ResourceView Resource,
    CaseView? Case,
    DateTimeOffset RequestedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? DecidedAt,
    DateTimeOffset? ValidUntil,
    string? RefusalReason,
    bool Mine,
    string? Obstacle,
    string? Note,
    string? ResourceId
)
{
    public bool IsOpen => State == "open";
    public bool IsInForce => State == "approved";
}

internal sealed record ApprovalLists(IReadOnlyList<ApprovalView> ToDecide, IReadOnlyList<ApprovalView> Own);

/// <summary>An access that a second person looks at afterwards.</summary>
/// <param name="State"><c>due</c>, <c>overdue</c> or <c>done</c>.</param>
public sealed record ReviewView(
    Guid DecisionId,
    string Purpose,
    string Action,
    string Clause,
    ResourceView Resource,
    string? CaseReference,
    DateTimeOffset PermittedAt,
    DateTimeOffset DueAt,
    string State,
    string? Outcome,
    string? Reason,
    DateTimeOffset? ReviewedAt,
    bool Mine,
    string? Obstacle
)
{
    public bool IsDone => State == "done";
    public bool IsOverdue => State == "overdue";
}

/// <summary>A case that has to follow an emergency.</summary>
/// <param name="State"><c>owed</c> or <c>overdue</c>.</param>
public sealed record OwedCaseView(
    Guid DecisionId,
    string Kind,
    string Purpose,
    string ChatReference,
    string? Service,
    DateTimeOffset PermittedAt,
    DateTimeOffset DueAt,
    string State,
    bool Mine
)
{
    public bool IsOverdue => State == "overdue";
}

/// <summary>The people in the loop: approvals, reviews, and the cases that have to follow.</summary>
internal sealed class ApprovalApi(HttpClient http, IHttpContextAccessor accessor) : UpstreamClient(http, accessor)
{
    public Task<ApprovalLists> ListAsync() => GetAsync<ApprovalLists>("/api/approvals", Caller.Staff);

    public Task<ApprovalView> GetAsync(Guid id) => GetAsync<ApprovalView>($"/api/approvals/{id}", Caller.Staff);

    public Task<ApprovalView> RequestAsync(Guid decisionId, string? note) =>
        PostAsync<ApprovalView>("/api/approvals", Caller.Staff, new { decisionId, note });

    public Task ApproveAsync(Guid id) => PostAsync($"/api/approvals/{id}/approve", Caller.Staff);

    /// <param name="reason">A code of the policy.</param>
    public Task RefuseAsync(Guid id, string reason) =>
        PostAsync($"/api/approvals/{id}/refuse", Caller.Staff, new { reason });

    public Task WithdrawAsync(Guid id) => PostAsync($"/api/approvals/{id}/withdraw", Caller.Staff);

    public async Task<IReadOnlyList<ReviewView>> ReviewsAsync() =>
        (await GetAsync<ReviewList>("/api/reviews", Caller.Staff)).Reviews;

    public Task<ReviewView> ReviewAsync(Guid decisionId) =>
        GetAsync<ReviewView>($"/api/reviews/{decisionId}", Caller.Staff);

    /// <param name="outcome"><c>justified</c> or <c>not-justified</c>.</param>
    /// <param name="reason">A code of the policy.</param>
    public Task RecordReviewAsync(Guid decisionId, string outcome, string reason) =>
        PostAsync($"/api/reviews/{decisionId}", Caller.Staff, new { outcome, reason });

    public async Task<IReadOnlyList<OwedCaseView>> OwedCasesAsync() =>
        (await GetAsync<OwedCaseList>("/api/cases/owed", Caller.Staff)).Owed;

    private sealed record ReviewList(IReadOnlyList<ReviewView> Reviews);

    private sealed record OwedCaseList(IReadOnlyList<OwedCaseView> Owed);
}
