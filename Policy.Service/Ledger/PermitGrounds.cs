using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Approvals;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Restrictions;

namespace WebchatAspire.Policy.Service.Ledger;

/// <summary>
/// What permits rely on besides the policy, locked as it is until the current transaction ends: a permit falls with its case
/// or its approval, and some are not read without a restriction.
/// </summary>
internal sealed class PermitGrounds(PolicyContext database, IReadOnlyCollection<DecisionRecord> permits)
{
    private HashSet<Guid> _openCases = [];
    private Dictionary<Guid, Approval> _approvals = [];
    private ILookup<Guid, Restriction> _restrictions = Array.Empty<Restriction>().ToLookup(one => one.DecisionId);

    /// <summary>First of all: cases are locked before anything else.</summary>
    public async Task LockCasesAsync()
    {
        Guid[] ids = [.. permits.Select(one => one.CaseId).OfType<Guid>().Distinct()];
        if (ids.Length > 0)
        {
            var found = await database
                .Cases.FromSql($"select * from policy.cases where id = any({ids}) order by id for share")
                .AsNoTracking()
                .ToListAsync();
            _openCases = [.. found.Where(one => one.IsOpen).Select(one => one.Id)];
        }
    }

    /// <summary>Approvals, then restrictions.</summary>
    public async Task LockOthersAsync()
    {
        Guid[] ids = [.. permits.Select(one => one.ApprovalId).OfType<Guid>().Distinct()];
        if (ids.Length > 0)
        {
            _approvals = await database
                .Approvals.FromSql($"select * from policy.approvals where id = any({ids}) order by id for share")
                .AsNoTracking()
                .ToDictionaryAsync(one => one.Id);
        }
        _restrictions = await database.LockConfirmedAsync([
            .. permits.Where(one => one.Obligations.Contains(Obligations.RestrictedNotice)).Select(one => one.Id),
        ]);
    }

    /// <summary>Whether the permit's case is still open and its approval in force, as far as it relies on any.</summary>
    public bool Hold(DecisionRecord permit, DateTimeOffset now) =>
        (permit.CaseId is not { } ofCase || _openCases.Contains(ofCase))
        && (permit.ApprovalId is not { } approval || _approvals.GetValueOrDefault(approval)?.IsInForceAt(now) is true);

    /// <summary>Whether nothing may be used under the permit yet, as a restriction is needed and none is in force.</summary>
    public bool AwaitsRestriction(DecisionRecord permit, DateTimeOffset now) =>
        permit.Obligations.Contains(Obligations.RestrictedNotice)
        && !_restrictions[permit.Id].Any(one => one.IsInForceAt(now));
}
