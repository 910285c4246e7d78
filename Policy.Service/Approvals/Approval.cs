using System.Text.Json.Nodes;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Ledger;

namespace WebchatAspire.Policy.Service.Approvals;

/// <summary>
/// Four eyes: what somebody was denied because a second person has to approve it first, bound to exactly that. While it is
/// in force the same question of the same person is approved.
/// </summary>
internal sealed class Approval
{
    public required Guid Id { get; init; }

    /// <summary>The denial that the request came from.</summary>
    public required Guid DecisionId { get; init; }

    /// <summary>The decision's subject, the token's <c>sub</c>.</summary>
    public required string RequestedBy { get; init; }

    public required string Action { get; init; }
    public required string ResourceType { get; init; }
    public required string ResourceId { get; init; }
    public required string Purpose { get; init; }
    public Guid? CaseId { get; init; }
    public required string Clause { get; init; }
    public required string PolicyVersion { get; init; }

    /// <summary>One of <see cref="ApprovalStates"/>.</summary>
    public required string State { get; set; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Until when somebody has to decide.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The approver, once there is one; never the requester.</summary>
    public string? DecidedBy { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>Until when an approval is in force.</summary>
    public DateTimeOffset? ValidUntil { get; set; }

    /// <summary>Why it was refused: a code of the policy.</summary>
    public string? RefusalReason { get; set; }

    public bool IsInForceAt(DateTimeOffset time) => State == ApprovalStates.Approved && ValidUntil > time;

    public static Approval Of(DecisionRecord denial, DateTimeOffset now, int requestHours) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            DecisionId = denial.Id,
            RequestedBy = denial.SubjectId,
            Action = denial.Action,
            ResourceType = denial.ResourceType,
            ResourceId = denial.ResourceId,
            Purpose = denial.Purpose!,
            CaseId = denial.CaseId,
            Clause = denial.Clause,
            PolicyVersion = denial.PolicyVersion,
            State = ApprovalStates.Open,
            RequestedAt = now,
            ExpiresAt = now.AddHours(requestHours),
        };

    /// <summary>The entry that testifies what has become of the request.</summary>
    /// <param name="outcome"><c>requested</c>, or the state that it is in now.</param>
    public LedgerDraft ToDraft(string outcome) =>
        new(
            LedgerKinds.Approval,
            new JsonObject
            {
                ["decision_id"] = DecisionId.ToString(),
                ["outcome"] = outcome,
                ["action"] = Action,
                ["purpose"] = Purpose,
                ["clause"] = Clause,
                ["reason_code"] = RefusalReason,
                ["policy_version"] = PolicyVersion,
            },
            new JsonObject
            {
                ["approval_id"] = Id.ToString(),
                ["subject_id"] = RequestedBy,
                ["decided_by"] = DecidedBy,
                ["resource_type"] = ResourceType,
                ["resource_id"] = ResourceId,
                ["case_id"] = CaseId?.ToString(),
            }
        );
}

/// <summary>What a requester wrote for the approver. Erased once the request is answered; it stands nowhere else.</summary>
internal sealed class ApprovalNote
{
    public const int MaxLength = 300;

    public required Guid ApprovalId { get; init; }
    public required string Note { get; init; }
}

internal static class ApprovalStates
{
    public const string Open = "open";
    public const string Approved = "approved";
    public const string Refused = "refused";
    public const string Withdrawn = "withdrawn";

    /// <summary>Nobody decided in time.</summary>
    public const string Expired = "expired";

    /// <summary>It was approved, and its time is over.</summary>
    public const string Lapsed = "lapsed";
}
