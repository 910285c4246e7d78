using WebchatAspire.Policy.Service.Ledger.Notes;

namespace WebchatAspire.Policy.Service.Ledger.Witness;

/// <summary>
/// Where a second party keeps checkpoints: each for itself below <c>checkpoints/</c>, which is never written twice, and the
/// newest as <c>checkpoint</c>, as the log itself has it.
/// </summary>
internal interface IWitness
{
    const string Newest = "checkpoint";
    const string All = "checkpoints";

    /// <exception cref="WitnessConflictException">The second party has one that the log does not stand by.</exception>
    Task CopyAsync(SignedCheckpoint checkpoint, CancellationToken cancellationToken);
}

/// <summary>The log and what it told the second party are not the same. The message has sizes and no more.</summary>
internal sealed class WitnessConflictException(string message) : Exception(message);
