using WebchatAspire.Contracts.Policy;
using WebchatAspire.Recording.Service.Data;

namespace WebchatAspire.Recording.Service.Retrieval.Obligations;

/// <summary>Something that a permit obliges this enforcement point to do (XACML: obligation).</summary>
internal interface IObligation
{
    /// <summary>The id in the policy file.</summary>
    string Id { get; }

    /// <summary>Whether it can be carried out under this permit; if not, the permit is not one.</summary>
    bool CanCarryOut(Obligation obligation, DateTimeOffset permitUntil);

    /// <summary>What is left to give out of what was read.</summary>
    IReadOnlyList<OpenedEvent> Apply(IReadOnlyList<OpenedEvent> events, Participants participants);
}

/// <summary>Who took part, as far as known: what belongs to them is not a third party's.</summary>
internal sealed record Participants(IReadOnlyList<string> Names);
