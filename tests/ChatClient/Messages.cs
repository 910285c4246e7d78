namespace WebchatAspire.ChatClient;

/// <summary>One numbered event of a chat.</summary>
public sealed record ChatEvent(
    long Seq,
    Guid Id,
    string Kind,
    string Party,
    string? Name,
    string? Text,
    DateTimeOffset At
);

/// <summary>Any answer of the hub; which members are set depends on the call.</summary>
public sealed record HubReply(
    bool Ok,
    string? Code,
    string? Detail,
    string? Field,
    int? RetryAfter,
    long Seq,
    DateTimeOffset At,
    string? State,
    int? Position,
    IReadOnlyList<ChatEvent>? Events,
    bool More
);

/// <summary>A chat as its participants see it.</summary>
public sealed record ChatInfo(
    Guid ChatId,
    string Reference,
    string Service,
    string State,
    int? Position,
    string? AdviserName,
    long LastSeq
);

public sealed record StartedChat(Guid ChatId, string Reference);

public sealed record AcceptedChat(Guid ChatId);
