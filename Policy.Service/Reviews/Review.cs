using System.Text.Json.Nodes;
using WebchatAspire.Policy.Service.Ledger;

namespace WebchatAspire.Policy.Service.Reviews;

/// <summary>An access that a second person has to look at afterwards, because nobody could before (P16).</summary>
internal sealed class Review
{
    public const string Due = "due";
    public const string Overdue = "overdue";
    public const string Done = "done";
    public const string Justified = "justified";
    public const string NotJustified = "not-justified";

    /// <summary>The permit.</summary>
    public required Guid DecisionId { get; init; }

    /// <summary>The subject who was permitted.</summary>
    public required string RequestedBy { get; init; }

    public required string Purpose { get; init; }
    public required string Clause { get; init; }
    public Guid? CaseId { get; init; }
    public string? Service { get; init; }
    public required DateTimeOffset PermittedAt { get; init; }
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Overdue ones can still be done.</summary>
    public required string State { get; set; }

    /// <summary><see cref="Justified"/> or <see cref="NotJustified"/>, once it is done.</summary>
    public string? Outcome { get; set; }

    /// <summary>A code of the policy.</summary>
    public string? ReasonCode { get; set; }

    /// <summary>Never the subject who was permitted.</summary>
    public string? ReviewedBy { get; set; }

    public DateTimeOffset? ReviewedAt { get; set; }

    /// <summary>The entry that testifies what came of the review, or that there was none in time.</summary>
    public LedgerDraft ToDraft(string outcome, string policyVersion) =>
        new(
            LedgerKinds.Review,
            new JsonObject
            {
                ["decision_id"] = DecisionId.ToString(),
                ["outcome"] = outcome,
                ["purpose"] = Purpose,
                ["clause"] = Clause,
                ["reason_code"] = ReasonCode,
                ["policy_version"] = policyVersion,
            },
            new JsonObject
            {
                ["subject_id"] = RequestedBy,
                ["reviewed_by"] = ReviewedBy,
                ["case_id"] = CaseId?.ToString(),
            }
        );
}
