using WebchatAspire.Contracts.Policy;
using WebchatAspire.Recording.Service.Data;

namespace WebchatAspire.Recording.Service.Retrieval.Obligations;

/// <summary>The obligations that this enforcement point can carry out. Any other one means no.</summary>
internal sealed class ObligationRegistry(IEnumerable<IObligation> obligations)
{
    private readonly Dictionary<string, IObligation> _known = obligations.ToDictionary(
        item => item.Id,
        StringComparer.Ordinal
    );

    public string[] Understood => [.. _known.Keys.Order(StringComparer.Ordinal)];

    public bool CanCarryOut(IReadOnlyList<Obligation> all, DateTimeOffset permitUntil) =>
        all.All(item => _known.TryGetValue(item.Id, out var known) && known.CanCarryOut(item, permitUntil));

    public IReadOnlyList<OpenedEvent> Apply(
        IReadOnlyList<Obligation> all,
        IReadOnlyList<OpenedEvent> events,
        Participants participants
    ) => all.Aggregate(events, (left, item) => _known[item.Id].Apply(left, participants));
}
