using WebchatAspire.Contracts.Policy;
using WebchatAspire.ServiceDefaults.Enforcement.Obligations;

namespace WebchatAspire.Chat.Api.Monitoring;

/// <summary>
/// The adviser sees that the chat is followed: an event says so before the first one is given out, and another when it
/// ends. What cannot be said there is not begun.
/// </summary>
internal sealed class TellAdviser : IObligation
{
    public const string ObligationId = "tell-adviser";

    public string Id => ObligationId;

    public bool CanCarryOut(Obligation obligation, DateTimeOffset permitUntil) => true;
}

/// <summary>Nothing is written in the chat. Who follows is no participant, and nobody else can write in any case.</summary>
internal sealed class ReadOnly : IObligation
{
    public string Id => "read-only";

    public bool CanCarryOut(Obligation obligation, DateTimeOffset permitUntil) => true;
}
