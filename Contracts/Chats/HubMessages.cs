namespace WebchatAspire.Contracts.Chats;

/// <summary>What every call of the hub is answered with. Errors are replies, so that a client can tell them apart.</summary>
public record HubReply
{
    public bool Ok { get; init; } = true;

    /// <summary>Why not, in kebab case; the same codes as in problem details.</summary>
    public string? Code { get; init; }
    public string? Detail { get; init; }
    public string? Field { get; init; }
    public object? Limit { get; init; }

    /// <summary>Seconds after which trying again makes sense.</summary>
    public int? RetryAfter { get; init; }
}

/// <summary>The message is committed, and stands at this place.</summary>
public sealed record SendReply(long Seq, DateTimeOffset At) : HubReply;

public sealed record EventsReply(IReadOnlyList<ChatEvent> Events, bool More) : HubReply;

/// <summary>From now on events of the chat come to this connection; these are the ones before.</summary>
/// <param name="OtherIsHere">Whether the other side has a connection; null if there is no other side yet.</param>
/// <param name="ShownSeq">The number up to which the other side has had the chat on its screen.</param>
public sealed record JoinReply(
    string State,
    int? Position,
    int? ExpectedWaitSeconds,
    bool? OtherIsHere,
    long ShownSeq,
    IReadOnlyList<ChatEvent> Events,
    bool More
) : HubReply;

/// <summary>From now on events of a chat that one follows come to this connection; these are the ones before.</summary>
/// <param name="PermitUntil">When the permit ends, and with it this.</param>
public sealed record FollowReply(string State, DateTimeOffset PermitUntil, IReadOnlyList<ChatEvent> Events, bool More)
    : HubReply;

/// <summary>What the server calls at a client.</summary>
public static class ClientMethods
{
    /// <summary>(chat id, event) Events come at least once; the sequence number tells them apart.</summary>
    public const string Event = "event";

    /// <summary>(chat id, place from 1, expected wait in seconds or null)</summary>
    public const string Position = "position";

    /// <summary>(service) A chat came into, or left, its queue.</summary>
    public const string QueueChanged = "queueChanged";

    /// <summary>() This adviser got, or lost, a chat.</summary>
    public const string ChatsChanged = "chatsChanged";

    /// <summary>(chat id, party) The party is writing; good for some seconds. Never what is written.</summary>
    public const string Typing = "typing";

    /// <summary>(chat id, party, seq) The party has had everything up to the number on its screen.</summary>
    public const string Shown = "shown";

    /// <summary>(chat id, party, whether) The party has, or has no longer, a connection.</summary>
    public const string Here = "here";

    /// <summary>(chat id) One follows the chat no longer, for whatever reason.</summary>
    public const string FollowingEnded = "followingEnded";

    /// <summary>() Events may have been missed: ask for everything after the last known number.</summary>
    public const string Resync = "resync";
}
