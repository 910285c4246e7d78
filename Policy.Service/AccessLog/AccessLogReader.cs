using System.Data;
using Microsoft.EntityFrameworkCore;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.Policy.Service.Restrictions;

namespace WebchatAspire.Policy.Service.AccessLog;

/// <summary>Reads from the ledger who used the recording of a chat.</summary>
internal sealed class AccessLogReader(PolicyContext database, PolicyCatalogue policies, TimeProvider clock)
{
    /// <summary>Nobody reads further back on one page.</summary>
    private const int MaxUses = 200;

    /// <exception cref="PolicyUnavailableException">It cannot be told what the resident may see.</exception>
    public async Task<AccessLogAnswer> ReadAsync(Guid chatId, CancellationToken cancellationToken)
    {
        // One snapshot: what is restricted and then read meanwhile is not among what was free a moment ago.
        await using var snapshot = await database.Database.BeginTransactionAsync(
            IsolationLevel.RepeatableRead,
            cancellationToken
        );
        var key = chatId.ToString();
        var permits = database
            .Decisions.AsNoTracking()
            .Where(one => one.ResourceId == key && one.Outcome == Verdict.PermitOutcome);
        var seen = await SeenAsync(permits, cancellationToken);
        var ids = seen.Keys.ToList();
        var entries = await EntriesOf(ids).Take(MaxUses + 1).ToListAsync(cancellationToken);
        var own = EntriesUnder(permits.Where(one => one.SubjectType == DecisionSubject.Resident));
        return new AccessLogAnswer(
            [.. entries.Take(MaxUses).Select(entry => Use(entry, seen[entry.DecisionId!]))],
            entries.Count > MaxUses,
            await own.MaxAsync(entry => (DateTimeOffset?)entry.At, cancellationToken)
        );
    }

    /// <summary>The permits of staff that the resident may know of, by their id as entries name it.</summary>
    private async Task<Dictionary<string, DecisionRecord>> SeenAsync(
        IQueryable<DecisionRecord> permits,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var known = await permits
            .Where(one => one.SubjectType == DecisionSubject.Staff)
            .Select(one => new
            {
                Decision = one,
                Review = database.Reviews.FirstOrDefault(review => review.DecisionId == one.Id),
                Restricted = database.Restrictions.InForceAt(now).Any(restriction => restriction.DecisionId == one.Id),
            })
            .ToListAsync(cancellationToken);
        return known
            .Where(one => ResidentSight.Sees(PurposeOf(one.Decision), one.Restricted, one.Review, now))
            .ToDictionary(one => one.Decision.Id.ToString(), one => one.Decision);
    }

    private IQueryable<LedgerEntry> EntriesOf(IReadOnlyCollection<string> decisions) =>
        database
            .LedgerEntries.AsNoTracking()
            .Where(entry => LedgerKinds.Uses.Contains(entry.Kind) && decisions.Contains(entry.DecisionId))
            .OrderByDescending(entry => entry.Index);

    private IQueryable<LedgerEntry> EntriesUnder(IQueryable<DecisionRecord> decisions) =>
        database
            .LedgerEntries.AsNoTracking()
            .Where(entry =>
                LedgerKinds.Uses.Contains(entry.Kind) && decisions.Any(one => one.Id.ToString() == entry.DecisionId)
            );

    private AccessLogUse Use(LedgerEntry entry, DecisionRecord decision)
    {
        var purpose = PurposeOf(decision);
        return new AccessLogUse(
            entry.At,
            entry.Kind,
            decision.SubjectRole,
            purpose.Id,
            purpose.Label,
            decision.Clause,
            PolicyOf(decision).Clauses.First(clause => clause.Id == decision.Clause).Text,
            decision.PolicyVersion,
            entry.Index
        );
    }

    private PolicyDocument PolicyOf(DecisionRecord decision) =>
        policies.Find(decision.PolicyVersion)?.Policy ?? throw new PolicyUnavailableException();

    private Purpose PurposeOf(DecisionRecord decision) =>
        PolicyOf(decision).FindPurpose(decision.Purpose!) ?? throw new PolicyUnavailableException();
}
