using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Restrictions;

/// <summary>
/// Enters into the ledger that restrictions have ended. They are over at their date in any case; this only testifies it,
/// once, however many replicas watch.
/// </summary>
internal sealed class RestrictionEnds(
    PolicyContext database,
    PolicyCatalogue policies,
    RegisterTransaction transaction,
    LedgerWriter ledger,
    TimeProvider clock
)
{
    /// <summary>Ends one whose date has come, if there is any that nobody else works on.</summary>
    /// <returns>Whether there was one.</returns>
    public Task<bool> EndNextAsync(CancellationToken cancellationToken) =>
        transaction.RunAsync(
            async () =>
            {
                var now = clock.GetUtcNow();
                var due = await database
                    .Restrictions.FromSql(
                        $"""
                        select * from policy.restrictions
                        where state in ('requested', 'confirmed') and ends_at <= {now}
                        order by id limit 1 for update skip locked
                        """
                    )
                    .ToListAsync(cancellationToken);
                if (due is not [var one] || one.End(now) != RestrictionResult.Changed)
                {
                    return false;
                }
                await database.SaveChangesAsync(cancellationToken);
                await ledger.AppendAsync(one.ToDraft(policies.InForceAt(now), by: null), cancellationToken);
                return true;
            },
            cancellationToken
        );
}
