using System.Text.Json.Nodes;
using WebchatAspire.Policy.Service.Ledger;

namespace WebchatAspire.Policy.Service.Cases;

/// <summary>
/// A case that has to follow: in an emergency something was permitted without one (P16). Somebody else than the person who
/// was permitted opens it and links it to that chat, in time.
/// </summary>
internal sealed class OwedCase
{
    public const string Owed = "owed";

    /// <summary>It did not follow in time. It still can, and until then that person is permitted nothing without a case.</summary>
    public const string Overdue = "overdue";

    public const string Settled = "settled";

    /// <summary>The permit without a case.</summary>
    public required Guid DecisionId { get; init; }

    /// <summary>The subject who was permitted.</summary>
    public required string OwedBy { get; init; }

    public required string Kind { get; init; }
    public required string Purpose { get; init; }
    public required string ChatReference { get; init; }
    public string? Service { get; init; }
    public required DateTimeOffset PermittedAt { get; init; }
    public required DateTimeOffset DueAt { get; init; }
    public required string State { get; set; }
    public Guid? CaseId { get; set; }
    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>The entry that testifies that the case followed, or that it did not in time.</summary>
    public LedgerDraft ToDraft(string outcome, string policyVersion) =>
        new(
            LedgerKinds.Case,
            new JsonObject
            {
                ["decision_id"] = DecisionId.ToString(),
                ["outcome"] = outcome,
                ["case_kind"] = Kind,
                ["purpose"] = Purpose,
                ["policy_version"] = policyVersion,
            },
            new JsonObject
            {
                ["subject_id"] = OwedBy,
                ["chat_reference"] = ChatReference,
                ["case_id"] = CaseId?.ToString(),
            }
        );
}
