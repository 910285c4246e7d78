using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.ServiceDefaults.Enforcement.Obligations;

/// <summary>
/// The resident learns of the access only when a restriction has ended. It is carried out before anything is read: policy
/// enters no reading into the ledger while no confirmed restriction of that decision is in force, and without the entry
/// there is no text. So the permit can be given out first and the restriction asked for under it.
/// </summary>
public sealed class RestrictedNotice : IObligation
{
    public string Id => "restricted-notice";

    public bool CanCarryOut(Obligation obligation, DateTimeOffset permitUntil) => true;
}
