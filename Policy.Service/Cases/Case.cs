using System.Text.Json.Nodes;
using WebchatAspire.Policy.Service.Ledger;

namespace WebchatAspire.Policy.Service.Cases;

/// <summary>A matter that justifies opening recordings (P16). Who opens it cannot retrieve under it.</summary>
internal sealed class Case
{
    public const int MaxReferenceLength = 40;
    public const int MaxChats = 50;
    public const string OpenState = "open";
    public const string ClosedState = "closed";

    public required Guid Id { get; init; }

    /// <summary>One of the policy's case kinds.</summary>
    public required string Kind { get; init; }

    /// <summary>The reference of the register that the matter comes from; unique within its kind.</summary>
    public required string Reference { get; init; }

    public required string State { get; set; }

    /// <summary>The token's <c>sub</c>.</summary>
    public required string OpenedBy { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>The day on which somebody looks whether the case still has to be open.</summary>
    public required DateOnly ReviewOn { get; set; }

    public string? ClosedBy { get; set; }
    public DateTimeOffset? ClosedAt { get; set; }

    public bool IsOpen => State == OpenState;

    /// <summary>The entry that testifies a change: the kind of case, and in the details which one and by whom.</summary>
    /// <param name="outcome">One of <see cref="CaseOutcomes"/>.</param>
    /// <param name="by">The subject who changed it.</param>
    public LedgerDraft ToDraft(
        string outcome,
        string by,
        string policyVersion,
        IEnumerable<string>? chatReferences = null
    ) =>
        new(
            LedgerKinds.Case,
            new JsonObject
            {
                ["outcome"] = outcome,
                ["case_kind"] = Kind,
                ["policy_version"] = policyVersion,
            },
            new JsonObject
            {
                ["case_id"] = Id.ToString(),
                ["case_reference"] = Reference,
                ["subject_id"] = by,
                ["review_on"] = ReviewOn.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
                ["chat_references"] = new JsonArray([
                    .. (chatReferences ?? []).Select(reference => JsonValue.Create(reference)),
                ]),
            }
        );
}

/// <summary>What the ledger's entries of kind <c>case</c> testify.</summary>
internal static class CaseOutcomes
{
    public const string Opened = "opened";
    public const string ChatLinked = "chat-linked";
    public const string ReviewDateChanged = "review-date-changed";
    public const string Closed = "closed";

    /// <summary>The case of an emergency.</summary>
    public const string Followed = "followed";

    /// <summary>The case of an emergency has not followed in time.</summary>
    public const string NotFollowed = "not-followed";
}

/// <summary>A chat that a case is about, by the reference that residents can read aloud.</summary>
internal sealed class CaseChat
{
    public required Guid CaseId { get; init; }
    public required string ChatReference { get; init; }

    /// <summary>Who linked it cannot retrieve that chat under this case, as if they had opened it.</summary>
    public required string LinkedBy { get; init; }

    public required DateTimeOffset LinkedAt { get; init; }
}
