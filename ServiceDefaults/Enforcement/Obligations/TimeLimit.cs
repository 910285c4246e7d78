using WebchatAspire.Contracts.Policy;
using WebchatAspire.Recording.Service.Data;

namespace WebchatAspire.Recording.Service.Retrieval.Obligations;

/// <summary>
/// The text is given out only until the permit ends. The permit's row carries this out: after its end, row-level security
/// shows no event to anybody.
/// </summary>
internal sealed class TimeLimit(TimeProvider clock) : IObligation
{
    public string Id => "time-limit";

    public bool CanCarryOut(Obligation obligation, DateTimeOffset permitUntil) => permitUntil > clock.GetUtcNow();

    public IReadOnlyList<OpenedEvent> Apply(IReadOnlyList<OpenedEvent> events, Participants participants) => events;
}
