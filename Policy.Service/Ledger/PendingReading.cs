using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Monitorings;

namespace WebchatAspire.Policy.Service.Ledger;

/// <summary>How a reading came out.</summary>
internal enum ReadingResult
{
    Testified,
    NoSuchPermit,
    SubjectTokenInvalid,

    /// <summary>The resident would have to be told, and no restriction is in force.</summary>
    RestrictionNeeded,

    /// <summary>A chat is followed once under a permit.</summary>
    AlreadyStarted,
}

/// <param name="Index">The entry of a reading that was testified.</param>
internal sealed record ReadingOutcome(ReadingResult Result, long? Index = null);

/// <summary>A reading under a permit, or the start of following a live chat, before any text is given out (law 3).</summary>
/// <param name="kind">One of <see cref="LedgerKinds.Uses"/>.</param>
/// <param name="askedBy">The client id of the enforcement point.</param>
/// <param name="staff">The member of staff on whose behalf it asks, from their own token; null without a valid one.</param>
internal sealed class PendingReading(
    string kind,
    Guid decisionId,
    Guid chatId,
    string askedBy,
    DecisionSubject? staff,
    CancellationToken caller
) : Pending<ReadingOutcome>(caller)
{
    private ReadingOutcome? _outcome;

    public Guid DecisionId => decisionId;

    public bool IsMonitoring => kind == LedgerKinds.MonitoringStart;

    /// <param name="decision">The decision of that id, if there is one.</param>
    /// <param name="grounds">
    /// What it relies on. Once the text was read, it is too late to decide that the resident does not learn of it yet.
    /// </param>
    /// <returns>What is to be testified; nothing when it may not be read.</returns>
    public LedgerDraft? Settle(DecisionRecord? decision, PermitGrounds grounds, DateTimeOffset now)
    {
        var refused = Check(decision, grounds, now);
        _outcome = refused is { } result ? new ReadingOutcome(result) : null;
        return refused is null ? decision!.ToDraft(kind) : null;
    }

    public void Testified(long index) => _outcome = new ReadingOutcome(ReadingResult.Testified, index);

    public void Refuse(ReadingResult reason) => _outcome = new ReadingOutcome(reason);

    public override void Complete() => Complete(_outcome!);

    private ReadingResult? Check(DecisionRecord? decision, PermitGrounds grounds, DateTimeOffset now) =>
        CheckPermit(decision, grounds, now)
        ?? (grounds.AwaitsRestriction(decision!, now) ? ReadingResult.RestrictionNeeded : null);

    private ReadingResult? CheckPermit(DecisionRecord? decision, PermitGrounds grounds, DateTimeOffset now)
    {
        if (
            decision is not { Outcome: Verdict.PermitOutcome, PermitUntil: { } until }
            || until <= now
            || decision.ResourceId != chatId.ToString()
            || decision.AskedBy != askedBy
            || !grounds.Hold(decision, now)
            || IsMonitoring != (decision.Action == Monitoring.Action)
        )
        {
            return ReadingResult.NoSuchPermit;
        }
        if (decision.SubjectType != DecisionSubject.Staff)
        {
            return null;
        }
        return staff is null ? ReadingResult.SubjectTokenInvalid
            : staff.Is(decision.SubjectId) && HasRole(decision) ? null
            : ReadingResult.NoSuchPermit;
    }

    /// <summary>Whoever has lost the role that the permit is by virtue of reads nothing more.</summary>
    private bool HasRole(DecisionRecord decision) =>
        decision.SubjectRole is not { } role || staff!.Roles.Contains(role);
}
