using System.Globalization;
using System.Text.Json.Nodes;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Restrictions;

/// <summary>
/// Withholds from the resident, on a lawful ground and until a date, that somebody opened their recording under one
/// decision. The holder of the permit asks, a second person confirms, and it ends by itself.
/// </summary>
internal sealed class Restriction
{
    public required Guid Id { get; init; }

    /// <summary>The permit with the obligation <c>restricted-notice</c> that it is about.</summary>
    public required Guid DecisionId { get; init; }

    /// <summary>One of the policy's grounds.</summary>
    public required string Ground { get; init; }

    /// <summary>The reference of the order or matter that it rests on.</summary>
    public required string Authority { get; init; }

    /// <summary>The day on which the resident sees the access, in the time zone of the policy.</summary>
    public required DateOnly EndsOn { get; init; }

    /// <summary>When that day begins. From then on it is not in force, whatever its state says.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    public required string RequestedBy { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>One of <see cref="RestrictionStates"/>, as it was last written.</summary>
    public string State { get; private set; } = RestrictionStates.Requested;

    /// <summary>The second person, who confirmed or refused it.</summary>
    public string? AnsweredBy { get; private set; }

    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>Who lifted it; null when it ended by itself.</summary>
    public string? ClosedBy { get; private set; }

    public DateTimeOffset? ClosedAt { get; private set; }

    public bool IsOpen => State is RestrictionStates.Requested or RestrictionStates.Confirmed;

    public bool IsInForceAt(DateTimeOffset time) => State == RestrictionStates.Confirmed && time < EndsAt;

    /// <summary>What it is at a time, also before its end was written.</summary>
    public string StateAt(DateTimeOffset time) => IsOpen && time >= EndsAt ? RestrictionStates.Ended : State;

    public bool IsRequestedBy(string subject) =>
        string.Equals(subject, RequestedBy, StringComparison.OrdinalIgnoreCase);

    /// <summary>The second person says yes, once.</summary>
    /// <param name="seen">Whether the resident can have seen the access: it is not taken away from them again.</param>
    public RestrictionResult Confirm(string subject, bool seen, DateTimeOffset at) =>
        MayAnswer(subject, at) ?? (seen ? RestrictionResult.Seen : Answer(subject, RestrictionStates.Confirmed, at));

    /// <summary>The second person says no, once.</summary>
    public RestrictionResult Refuse(string subject, DateTimeOffset at) =>
        MayAnswer(subject, at) ?? Answer(subject, RestrictionStates.Refused, at);

    /// <summary>Ends it before its date: the resident sees the access from now on.</summary>
    public RestrictionResult Lift(string subject, DateTimeOffset at)
    {
        if (!IsInForceAt(at))
        {
            return RestrictionResult.OutOfTurn;
        }
        (State, ClosedBy, ClosedAt) = (RestrictionStates.Lifted, subject, at);
        return RestrictionResult.Changed;
    }

    /// <summary>Writes down that its date has come.</summary>
    public RestrictionResult End(DateTimeOffset at)
    {
        if (!IsOpen || at < EndsAt)
        {
            return RestrictionResult.OutOfTurn;
        }
        (State, ClosedAt) = (RestrictionStates.Ended, at);
        return RestrictionResult.Changed;
    }

    private RestrictionResult? MayAnswer(string subject, DateTimeOffset at) =>
        IsRequestedBy(subject) ? RestrictionResult.OwnRequest
        : StateAt(at) != RestrictionStates.Requested ? RestrictionResult.OutOfTurn
        : null;

    private RestrictionResult Answer(string subject, string state, DateTimeOffset at)
    {
        (State, AnsweredBy, AnsweredAt) = (state, subject, at);
        return RestrictionResult.Changed;
    }

    /// <summary>The entry that testifies the state: publicly neither who, nor which recording, nor on whose order.</summary>
    /// <param name="by">The subject who changed it; null when it ended by itself.</param>
    public LedgerDraft ToDraft(PolicyDocument policy, string? by) =>
        new(
            LedgerKinds.Restriction,
            new JsonObject
            {
                ["restriction_id"] = Id.ToString(),
                ["decision_id"] = DecisionId.ToString(),
                ["outcome"] = State,
                ["ground"] = Ground,
                ["clause"] = policy.Restrictions.Find(Ground)?.Clause,
                ["ends_on"] = EndsOn.ToString("O", CultureInfo.InvariantCulture),
                ["policy_version"] = policy.Version,
            },
            new JsonObject
            {
                ["subject_id"] = by,
                ["requested_by"] = RequestedBy,
                ["authority"] = Authority,
            }
        );
}

internal static class RestrictionStates
{
    public const string Requested = "requested";
    public const string Confirmed = "confirmed";
    public const string Refused = "refused";
    public const string Lifted = "lifted";
    public const string Ended = "ended";

    public static readonly string[] All = [Requested, Confirmed, Refused, Lifted, Ended];
}

internal enum RestrictionResult
{
    Changed,

    /// <summary>Nobody answers their own request.</summary>
    OwnRequest,

    /// <summary>The state does not lead there, or its date has come.</summary>
    OutOfTurn,

    /// <summary>There was a reading, and nothing withholds it any more.</summary>
    Seen,
}
