using WebchatAspire.Policy.Service.Cases;
using WebchatAspire.Policy.Service.Decisions;

namespace WebchatAspire.Policy.Service.Approvals;

/// <param name="DecisionId">One's own denial with the reason <c>approval-needed</c>.</param>
/// <param name="Note">For the approver, up to 300 characters of plain text; erased once the request is answered.</param>
internal sealed record NewApproval(Guid? DecisionId, string? Note);

/// <param name="Reason">One of the policy's codes.</param>
internal sealed record ApprovalRefusal(string? Reason);

/// <param name="ToDecide">Open requests of others, oldest first; empty for who is no approver.</param>
/// <param name="Own">One's own requests, newest first.</param>
internal sealed record ApprovalList(IReadOnlyList<ApprovalItem> ToDecide, IReadOnlyList<ApprovalItem> Own);

/// <summary>What is known of a chat without opening it.</summary>
internal sealed record ResourceItem(
    string Type,
    string? Reference,
    string? Service,
    string? State,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt
)
{
    public static ResourceItem Of(string type, DecisionResource? told) =>
        new(type, told?.Reference, told?.Service, told?.State, told?.StartedAt, told?.EndedAt);
}

/// <param name="State">open, approved, refused, withdrawn, expired or lapsed.</param>
/// <param name="Obstacle">Why the caller may not decide this request; null if they may.</param>
/// <param name="Note">While the request is open.</param>
/// <param name="ResourceId">For the requester, to ask for it again.</param>
internal sealed record ApprovalItem(
    Guid Id,
    Guid DecisionId,
    string State,
    string Purpose,
    string Action,
    string Clause,
    string PolicyVersion,
    ResourceItem Resource,
    CaseItem? Case,
    DateTimeOffset RequestedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? DecidedAt,
    DateTimeOffset? ValidUntil,
    string? RefusalReason,
    bool Mine,
    string? Obstacle,
    string? Note,
    string? ResourceId
);
