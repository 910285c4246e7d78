namespace WebchatAspire.Contracts.Policy;

/// <summary>
/// The answer of <c>GET /api/access-log</c>: what a resident may know now of those who used the recording of their chat
/// (law 7). What is withheld from them leaves nothing behind in it: no entry, no count, no gap.
/// </summary>
/// <param name="Uses">By staff, the newest first.</param>
/// <param name="More">There are older ones that were left out.</param>
/// <param name="OwnCopyAt">When it was last opened with the chat's own secret; null if never.</param>
public sealed record AccessLogAnswer(IReadOnlyList<AccessLogUse> Uses, bool More, DateTimeOffset? OwnCopyAt);

/// <param name="Kind">What was done, as the ledger calls it: <c>read</c>, or <c>monitoring-start</c> where it was followed live.</param>
/// <param name="Role">By virtue of which role; null where the decision does not tell.</param>
/// <param name="ClauseText">In the plain words of the policy under which it was permitted.</param>
/// <param name="LedgerIndex">The entry whose receipt is at <c>/ledger/proof/{index}</c>.</param>
public sealed record AccessLogUse(
    DateTimeOffset At,
    string Kind,
    string? Role,
    string Purpose,
    string PurposeLabel,
    string Clause,
    string ClauseText,
    string PolicyVersion,
    long LedgerIndex
);
