namespace WebchatAspire.Contracts.Chats;

/// <summary>A live chat as one of its participants sees it.</summary>
/// <param name="State">See <see cref="ChatStates"/>.</param>
/// <param name="Mode">See <see cref="ChatModes"/>.</param>
/// <param name="Language">The language that the resident chose, a BCP 47 tag.</param>
/// <param name="Position">The place in the queue from 1, while the chat waits.</param>
/// <param name="ExpectedWaitSeconds">How long those who were answered last have waited, smoothed; null if nobody knows.</param>
/// <param name="LastSeq">The number of the last event.</param>
/// <param name="ShownSeq">The number up to which the other side has had the chat on its screen.</param>
/// <param name="ClosesAt">When the chat is ended if nobody writes; only after the warning.</param>
/// <param name="Contact">For its adviser only, as are the two after it.</param>
/// <param name="Page">Path of the page from which the chat was started.</param>
/// <param name="Outcome">Of an ended chat: what the adviser chose, or why the system ended it.</param>
public sealed record ChatView(
    Guid ChatId,
    string Reference,
    string Service,
    string State,
    string Mode,
    string Language,
    int? Position,
    int? ExpectedWaitSeconds,
    string? AdviserName,
    string? ResidentName,
    long LastSeq,
    long ShownSeq,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    DateTimeOffset? ClosesAt = null,
    string? Contact = null,
    string? AccountReference = null,
    string? Page = null,
    string? Outcome = null
);

public static class ChatStates
{
    public const string Waiting = "waiting";
    public const string Active = "active";
    public const string Ended = "ended";
}

public static class ChatModes
{
    /// <summary>Somebody answers in the chat.</summary>
    public const string Live = "live";

    /// <summary>Left while nobody could answer: an adviser answers later by the contact that was left.</summary>
    public const string Message = "message";
}

/// <summary>One numbered event of a chat, as one of its participants sees it.</summary>
/// <param name="Kind">See <see cref="EventKinds"/>.</param>
/// <param name="Party">See <see cref="Parties"/>.</param>
/// <param name="Text">Of messages, notes and warnings.</param>
/// <param name="Code">Of a closed list that the kind defines.</param>
/// <param name="Target">
/// Of a move the new service's slug, if it has one; of the notice <c>card-masked</c> the number of the message, which has
/// another text now.
/// </param>
/// <param name="TargetName">Of a move the new adviser's name.</param>
public sealed record ChatEvent(
    long Seq,
    Guid Id,
    string Kind,
    string Party,
    string? Name,
    string? Text,
    DateTimeOffset At,
    string? Code = null,
    string? Target = null,
    string? TargetName = null
);

/// <summary>What can happen in a chat. A client shows nothing for a kind that it does not know.</summary>
public static class EventKinds
{
    public const string Started = "started";
    public const string Message = "message";
    public const string Assigned = "assigned";
    public const string Moved = "moved";
    public const string Note = "note";
    public const string Warned = "warned";
    public const string Flagged = "flagged";
    public const string Notice = "notice";

    /// <summary>That somebody follows the chat, or should; for its adviser, never for the resident.</summary>
    public const string Monitoring = "monitoring";
    public const string Ended = "ended";

    /// <summary>An event that is not for this participant: it has its number, so that nobody takes it for a lost one.</summary>
    public const string Hidden = "hidden";
}

/// <summary>The values of <see cref="ChatEvent.Code"/>.</summary>
public static class EventCodes
{
    // Moved.
    public const string ToQueue = "queue";
    public const string ToService = "service";
    public const string ToAdviser = "adviser";

    // Warned (P7).
    public const string Caution = "caution";
    public const string FinalWarning = "final-warning";

    // Notice.
    public const string CardMasked = "card-masked";
    public const string IdleWarning = "idle-warning";
    public const string KeptOpen = "kept-open";

    // Monitoring.
    public const string MonitoringAsked = "asked";
    public const string MonitoringStarted = "started";
    public const string MonitoringEnded = "ended";

    // Ended, beside the outcomes of the policy.
    public const string Idle = "idle";
    public const string Abandoned = "abandoned";
    public const string Conduct = "conduct";
}

public static class Parties
{
    public const string Resident = "resident";
    public const string Adviser = "adviser";
    public const string System = "system";
}

/// <summary>What a resident starts a chat with: <c>POST /api/chats</c>.</summary>
/// <param name="ChatId">Chosen by the client, so that a start that is sent twice gives one chat; a UUID.</param>
/// <param name="NoticeVersion">The fair processing notice that was shown and acknowledged (P5).</param>
/// <param name="Page">Path of the page the resident comes from (P1), without a query.</param>
/// <param name="Mode">See <see cref="ChatModes"/>.</param>
/// <param name="Contact">E-mail address or telephone number; required for a message that is left.</param>
public sealed record NewChat(
    Guid ChatId,
    string Service,
    string? Name,
    string Message,
    string NoticeVersion,
    string? Page,
    Guid MessageId,
    string Mode = ChatModes.Live,
    string? Language = null,
    string? Contact = null,
    string? AccountReference = null
);

public sealed record StartedChat(Guid ChatId, string Reference);

/// <summary>A page of events, oldest first.</summary>
/// <param name="More">There are events after the last of these.</param>
public sealed record EventPage(IReadOnlyList<ChatEvent> Events, bool More);

/// <summary>The message is committed, and stands at this place.</summary>
public sealed record SentMessage(long Seq, DateTimeOffset At);

/// <summary>Whether somebody would be answered now: <c>GET /api/availability</c>, one for each service.</summary>
/// <param name="State">See <see cref="AvailabilityStates"/>.</param>
/// <param name="OpensAt">The next opening, of a service that is closed; null if none is known.</param>
/// <param name="ClosesAt">When the service closes, if it is open.</param>
public sealed record Availability(
    string Service,
    string State,
    int Waiting,
    int? ExpectedWaitSeconds,
    DateTimeOffset? OpensAt,
    DateTimeOffset? ClosesAt
);

public static class AvailabilityStates
{
    /// <summary>An adviser is free.</summary>
    public const string Available = "available";

    /// <summary>There is a wait.</summary>
    public const string Busy = "busy";

    /// <summary>So many wait that a message can be left only.</summary>
    public const string Full = "full";

    /// <summary>Outside the hours: a message can be left only.</summary>
    public const string Closed = "closed";
}
