using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.AccessLog;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Restrictions;

/// <summary>What a change of the register of restrictions takes.</summary>
internal sealed record RestrictionWork(
    PolicyContext Database,
    PolicyCatalogue Policies,
    RegisterTransaction Transaction,
    LedgerWriter Ledger,
    TimeProvider Clock
)
{
    public PolicyDocument Policy => Policies.InForceAt(Clock.GetUtcNow());

    /// <summary>The restriction, locked until the transaction ends: readings that rely on it come before or after.</summary>
    public Task<Restriction?> LockAsync(Guid id, CancellationToken cancellationToken) =>
        Database
            .Restrictions.FromSql($"select * from policy.restrictions where id = {id} for update")
            .SingleOrDefaultAsync(cancellationToken);

    /// <summary>The subject's own permit that a restriction can be for, also after it has ended.</summary>
    public async Task<DecisionRecord?> FindPermitAsync(Guid id, string subject, CancellationToken cancellationToken)
    {
        var permit = await Database
            .Decisions.AsNoTracking()
            .SingleOrDefaultAsync(
                decision =>
                    decision.Id == id
                    && decision.Outcome == Verdict.PermitOutcome
                    && decision.SubjectType == DecisionSubject.Staff
                    && decision.SubjectId == subject,
                cancellationToken
            );
        return permit is not null && CanBeRestricted(permit) ? permit : null;
    }

    /// <summary>Some permits have to be restricted before anything is read; under others an order may forbid telling.</summary>
    private bool CanBeRestricted(DecisionRecord permit) =>
        permit.Obligations.Contains(Obligations.RestrictedNotice)
        || Policies.Find(permit.PolicyVersion)?.Policy?.FindPurpose(permit.Purpose!)
            is { Visibility: ResidentSight.UnlessOrderForbids };

    /// <summary>
    /// Whether the resident can have seen an access under the decision: there was a use, and no restriction is in force.
    /// One that is goes on until the transaction ends.
    /// </summary>
    public async Task<bool> IsSeenAsync(Guid decisionId, CancellationToken cancellationToken)
    {
        var confirmed = await Database.LockConfirmedAsync([decisionId], cancellationToken);
        var now = Clock.GetUtcNow();
        var key = decisionId.ToString();
        return !confirmed[decisionId].Any(one => one.IsInForceAt(now))
            && await Database.LedgerEntries.AnyAsync(
                entry => LedgerKinds.Uses.Contains(entry.Kind) && entry.DecisionId == key,
                cancellationToken
            );
    }

    /// <summary>Stores the change, then its entry: the ledger's head is locked last.</summary>
    /// <param name="by">Null when it ended by itself.</param>
    public async Task SaveAsync(Restriction one, string? by, CancellationToken cancellationToken)
    {
        await Database.SaveChangesAsync(cancellationToken);
        await Ledger.AppendAsync(one.ToDraft(Policy, by), cancellationToken);
    }
}

/// <summary>Whether decisions are restricted.</summary>
internal static class RestrictionQueries
{
    /// <summary>
    /// The confirmed restrictions of these decisions, which stay so until the current transaction ends. Whether their date has
    /// come is to be looked at afterwards: to wait for a lock takes time.
    /// </summary>
    /// <returns>By decision.</returns>
    public static async Task<ILookup<Guid, Restriction>> LockConfirmedAsync(
        this PolicyContext database,
        Guid[] decisions,
        CancellationToken cancellationToken = default
    )
    {
        if (decisions.Length == 0)
        {
            return Array.Empty<Restriction>().ToLookup(one => one.DecisionId);
        }
        // Every transaction that locks several does so in the order of their ids.
        var confirmed = await database
            .Restrictions.FromSql(
                $"""
                select * from policy.restrictions
                where decision_id = any({decisions}) and state = 'confirmed'
                order by id for share
                """
            )
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        return confirmed.ToLookup(one => one.DecisionId);
    }

    public static IQueryable<Restriction> InForceAt(this IQueryable<Restriction> restrictions, DateTimeOffset now) =>
        restrictions.Where(one => one.State == RestrictionStates.Confirmed && one.EndsAt > now);
}
