namespace WebchatAspire.Policy.Service.Ledger.Checkpoints;

/// <summary>
/// What the database has is not what was signed, so nothing more is signed. The message says where and repeats nothing of
/// an entry.
/// </summary>
internal sealed class LedgerDisagreementException(string message) : Exception(message);
