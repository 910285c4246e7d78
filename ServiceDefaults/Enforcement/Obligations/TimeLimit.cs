using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.ServiceDefaults.Enforcement.Obligations;

/// <summary>
/// The text is given out only until the permit ends. What gives it out carries that out: a recording's permit row, after
/// whose end row-level security shows no event to anybody, or whoever lets a chat be followed.
/// </summary>
public sealed class TimeLimit(TimeProvider clock) : IObligation
{
    public string Id => "time-limit";

    public bool CanCarryOut(Obligation obligation, DateTimeOffset permitUntil) => permitUntil > clock.GetUtcNow();
}
