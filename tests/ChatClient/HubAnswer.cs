using WebchatAspire.Contracts.Chats;

namespace WebchatAspire.ChatClient;

/// <summary>Any answer of the hub; which members are set depends on the call.</summary>
public sealed record HubAnswer(
    bool Ok,
    string? Code,
    string? Detail,
    string? Field,
    int? RetryAfter,
    long Seq,
    DateTimeOffset At,
    string? State,
    int? Position,
    int? ExpectedWaitSeconds,
    bool? OtherIsHere,
    long ShownSeq,
    IReadOnlyList<ChatEvent>? Events,
    bool More
)
{
    /// <summary>The hub answered with a failure of its own, which it never should.</summary>
    internal static HubAnswer Failed { get; } =
        new(false, "hub-error", null, null, null, 0, default, null, null, null, null, 0, null, false);
}
