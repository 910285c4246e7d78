using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.ServiceDefaults.Enforcement.Obligations;

/// <summary>
/// The person signed in not long ago. Policy sees to it that a permit has this behind it; what is left here is to send
/// people to sign in again whom it refused for that (<see cref="StepUpChallenge"/>).
/// </summary>
public sealed class StepUp : IObligation
{
    public const string ObligationId = "step-up";

    public string Id => ObligationId;

    public bool CanCarryOut(Obligation obligation, DateTimeOffset permitUntil) => true;
}
