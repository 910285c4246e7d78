using WebchatAspire.Chat.Api.Chats;

namespace WebchatAspire.Chat.Api.Hubs;

/// <summary>What every call of the hub is answered with. Errors are replies, so that a client can tell them apart.</summary>
internal record HubReply
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
internal sealed record SendReply(long Seq, DateTimeOffset At) : HubReply;

internal sealed record EventsReply(IReadOnlyList<EventView> Events, bool More) : HubReply;

/// <summary>From now on events of the chat come to this connection; these are the ones before.</summary>
internal sealed record JoinReply(string State, int? Position, IReadOnlyList<EventView> Events, bool More) : HubReply;
