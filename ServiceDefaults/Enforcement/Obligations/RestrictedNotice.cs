using WebchatAspire.Contracts.Policy;
using WebchatAspire.Recording.Service.Data;

namespace WebchatAspire.Recording.Service.Retrieval.Obligations;

/// <summary>
/// The resident learns of the access only when a restriction has ended. It is carried out before anything is read: policy
/// enters no reading into the ledger while no confirmed restriction of that decision is in force, and without the entry
/// there is no text. So the permit can be given out first and the restriction asked for under it.
/// </summary>
internal sealed class RestrictedNotice : IObligation
{
    public string Id => "restricted-notice";

    public bool CanCarryOut(Obligation obligation, DateTimeOffset permitUntil) => true;

    public IReadOnlyList<OpenedEvent> Apply(IReadOnlyList<OpenedEvent> events, Participants participants) => events;
}
