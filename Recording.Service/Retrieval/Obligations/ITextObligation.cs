using WebchatAspire.Contracts.Policy;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.ServiceDefaults.Enforcement.Obligations;

namespace WebchatAspire.Recording.Service.Retrieval.Obligations;

/// <summary>An obligation that changes what is given out of a recording.</summary>
internal interface ITextObligation : IObligation
{
    /// <summary>What is left to give out of what was read.</summary>
    IReadOnlyList<OpenedEvent> Apply(IReadOnlyList<OpenedEvent> events, Participants participants);
}

/// <summary>Who took part, as far as known: what belongs to them is not a third party's.</summary>
internal sealed record Participants(IReadOnlyList<string> Names);

internal static class TextObligations
{
    public static IReadOnlyList<OpenedEvent> Apply(
        this ObligationRegistry registry,
        IReadOnlyList<Obligation> all,
        IReadOnlyList<OpenedEvent> events,
        Participants participants
    ) => registry.Of<ITextObligation>(all).Aggregate(events, (left, item) => item.Apply(left, participants));
}
