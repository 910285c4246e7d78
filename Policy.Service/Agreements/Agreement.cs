using System.Text.Json.Nodes;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Agreements;

/// <summary>
/// Whether one adviser agrees that one anonymised copy of their chat is used in training (P18). Somebody asks once; from
/// then on the adviser's last word counts, and nobody can ask again for the same copy.
/// </summary>
internal sealed class Agreement
{
    public const int MaxAdviserIdLength = 200;

    public required Guid Id { get; init; }

    /// <summary>The anonymised copy that the adviser is shown.</summary>
    public required Guid CopyId { get; init; }

    /// <summary>SHA-256 of that copy in lower-case hex: a copy that was changed since is another one.</summary>
    public required string CopySha256 { get; init; }

    /// <summary>The chat that it was made from, by the reference that the adviser knows it by.</summary>
    public required string ChatReference { get; init; }

    /// <summary>The token's <c>sub</c> of the adviser, and of who asked.</summary>
    public required string AdviserId { get; init; }

    public required string AskedBy { get; init; }
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>One of <see cref="AgreementStates"/>.</summary>
    public string State { get; private set; } = AgreementStates.Asked;

    /// <summary>When the adviser last said something.</summary>
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>The only state in which the copy may be used.</summary>
    public bool IsInForce => State == AgreementStates.Given;

    public bool IsAdviser(string subject) => string.Equals(subject, AdviserId, StringComparison.Ordinal);

    /// <summary>Nobody is their own second person; ids that differ in case only are taken as the same one here.</summary>
    public static bool IsOwnRequest(string askedBy, string adviser) =>
        string.Equals(askedBy, adviser, StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes the adviser's answer.</summary>
    /// <param name="state">What the agreement becomes.</param>
    /// <param name="shown">The copy that was shown: needed to give an agreement, and ignored otherwise.</param>
    public AnswerResult Answer(string subject, string state, ShownCopy? shown, DateTimeOffset at)
    {
        if (!IsAdviser(subject) || IsOwnRequest(AskedBy, AdviserId))
        {
            return AnswerResult.NotTheirs;
        }
        if (state == State)
        {
            return AnswerResult.Unchanged;
        }
        if (!Follows(State, state))
        {
            return AnswerResult.OutOfTurn;
        }
        if (state == AgreementStates.Given && shown != new ShownCopy(CopyId, CopySha256))
        {
            return AnswerResult.OtherCopy;
        }
        State = state;
        AnsweredAt = at;
        return AnswerResult.Changed;
    }

    private static bool Follows(string state, string next) =>
        (state, next) switch
        {
            (AgreementStates.Asked, AgreementStates.Given or AgreementStates.Refused) => true,
            (AgreementStates.Given, AgreementStates.Withdrawn) => true,
            // An adviser may think better of it.
            (AgreementStates.Refused or AgreementStates.Withdrawn, AgreementStates.Given) => true,
            _ => false,
        };

    /// <summary>The entry that testifies the state: publicly neither who nor which chat or copy.</summary>
    /// <param name="by">The subject who asked or answered.</param>
    public LedgerDraft ToDraft(PolicyDocument policy, string by)
    {
        var purpose = policy.PurposeThatNeeds("agreement");
        return new LedgerDraft(
            LedgerKinds.Agreement,
            new JsonObject
            {
                ["agreement_id"] = Id.ToString(),
                ["outcome"] = State,
                ["purpose"] = purpose?.Id,
                ["clause"] = purpose?.Clause,
                ["policy_version"] = policy.Version,
            },
            new JsonObject
            {
                ["subject_id"] = by,
                ["adviser_id"] = AdviserId,
                ["copy_id"] = CopyId.ToString(),
                ["copy_sha256"] = CopySha256,
                ["chat_reference"] = ChatReference,
            }
        );
    }
}

internal static class AgreementStates
{
    public const string Asked = "asked";
    public const string Given = "given";
    public const string Refused = "refused";
    public const string Withdrawn = "withdrawn";
}

/// <param name="Sha256">Lower-case hex.</param>
internal sealed record ShownCopy(Guid CopyId, string Sha256);

internal enum AnswerResult
{
    Changed,

    /// <summary>It was so already; an answer that was sent twice.</summary>
    Unchanged,

    /// <summary>Somebody else's agreement, or one that the adviser asked for themselves.</summary>
    NotTheirs,

    /// <summary>What was shown is not what the agreement is about.</summary>
    OtherCopy,

    /// <summary>The state does not lead there.</summary>
    OutOfTurn,
}
