using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Cases;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Approvals;

/// <summary>Requests with what an approver may see of them, and whether this person may decide them.</summary>
internal sealed class ApprovalReader(PolicyContext database, PolicyCatalogue policies, TimeProvider clock)
{
    private const int MaxListed = 200;

    public async Task<ApprovalList> ListAsync(DecisionSubject person, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var mayDecide = SecondPerson.HasRole(policies.InForceAt(now).Approvals, person, null);
        var toDecide = mayDecide
            ? await database
                .Approvals.AsNoTracking()
                .Where(one => one.State == ApprovalStates.Open && one.ExpiresAt > now && one.RequestedBy != person.Id)
                .OrderBy(one => one.RequestedAt)
                .Take(MaxListed)
                .ToListAsync(cancellationToken)
            : [];
        var own = await database
            .Approvals.AsNoTracking()
            .Where(one => one.RequestedBy == person.Id)
            .OrderByDescending(one => one.RequestedAt)
            .Take(MaxListed)
            .ToListAsync(cancellationToken);
        return new ApprovalList(
            await ShowAsync(toDecide, person, cancellationToken),
            await ShowAsync(own, person, cancellationToken)
        );
    }

    /// <summary>One's own request, or for an approver any; null for everybody else, as if there were none.</summary>
    public async Task<ApprovalItem?> FindAsync(Guid id, DecisionSubject person, CancellationToken cancellationToken)
    {
        var found = await database
            .Approvals.AsNoTracking()
            .SingleOrDefaultAsync(one => one.Id == id, cancellationToken);
        return found is not null && MaySee(found, person)
            ? (await ShowAsync([found], person, cancellationToken))[0]
            : null;
    }

    public bool MaySee(Approval approval, DecisionSubject person) =>
        person.Is(approval.RequestedBy)
        || SecondPerson.HasRole(policies.InForceAt(clock.GetUtcNow()).Approvals, person, null);

    /// <summary>Who stands too near to a request to decide it.</summary>
    public async Task<SecondLook> LookAsync(Approval approval, CancellationToken cancellationToken) =>
        LookOf(approval, await AboutAsync([approval], cancellationToken));

    private async Task<IReadOnlyList<ApprovalItem>> ShowAsync(
        List<Approval> approvals,
        DecisionSubject person,
        CancellationToken cancellationToken
    )
    {
        if (approvals.Count == 0)
        {
            return [];
        }
        var about = await AboutAsync(approvals, cancellationToken);
        var now = clock.GetUtcNow();
        return [.. approvals.Select(one => Show(one, about, person, now))];
    }

    private ApprovalItem Show(Approval one, About about, DecisionSubject person, DateTimeOffset now)
    {
        var policy = policies.InForceAt(now);
        var isMine = person.Is(one.RequestedBy);
        var found = one.CaseId is { } caseId ? about.Cases.GetValueOrDefault(caseId) : null;
        var isOpen = one.State == ApprovalStates.Open && one.ExpiresAt > now;
        return new ApprovalItem(
            one.Id,
            one.DecisionId,
            StateAt(one, now),
            one.Purpose,
            one.Action,
            one.Clause,
            one.PolicyVersion,
            ResourceItem.Of(one.ResourceType, about.Resources.GetValueOrDefault(one.DecisionId)),
            found is null
                ? null
                : CaseItem.Of(
                    found,
                    about.Links[found.Id].Select(link => link.ChatReference),
                    person.Id,
                    policy.DayOf(now)
                ),
            one.RequestedAt,
            one.ExpiresAt,
            one.DecidedAt,
            one.ValidUntil,
            one.RefusalReason,
            isMine,
            SecondPerson.ObstacleFor(policy.Approvals, person, LookOf(one, about)),
            isOpen ? about.Notes.GetValueOrDefault(one.Id) : null,
            isMine ? one.ResourceId : null
        );
    }

    /// <summary>What the state is by the clock, also where the watch has not come by yet.</summary>
    private static string StateAt(Approval one, DateTimeOffset now) =>
        one.State switch
        {
            ApprovalStates.Open when one.ExpiresAt <= now => ApprovalStates.Expired,
            ApprovalStates.Approved when one.ValidUntil <= now => ApprovalStates.Lapsed,
            var state => state,
        };

    private static SecondLook LookOf(Approval one, About about)
    {
        var resource = about.Resources.GetValueOrDefault(one.DecisionId);
        var found = one.CaseId is { } caseId ? about.Cases.GetValueOrDefault(caseId) : null;
        IEnumerable<string> linkers = found is null
            ? []
            : about
                .Links[found.Id]
                .Where(link => link.ChatReference == resource?.Reference)
                .Select(link => link.LinkedBy);
        return new SecondLook(
            one.RequestedBy,
            resource?.Service,
            found is null ? [] : [found.OpenedBy, .. linkers],
            resource?.Participants ?? []
        );
    }

    private async Task<About> AboutAsync(IReadOnlyList<Approval> approvals, CancellationToken cancellationToken)
    {
        var ids = approvals.Select(one => one.Id).ToList();
        var decisions = approvals.Select(one => one.DecisionId).ToList();
        var caseIds = approvals.Select(one => one.CaseId).OfType<Guid>().ToList();
        var links = await database
            .CaseChats.AsNoTracking()
            .Where(link => caseIds.Contains(link.CaseId))
            .OrderBy(link => link.ChatReference)
            .ToListAsync(cancellationToken);
        return new About(
            await database
                .DecisionResources.AsNoTracking()
                .Where(told => decisions.Contains(told.DecisionId))
                .ToDictionaryAsync(told => told.DecisionId, cancellationToken),
            await database
                .Cases.AsNoTracking()
                .Where(one => caseIds.Contains(one.Id))
                .ToDictionaryAsync(one => one.Id, cancellationToken),
            links.ToLookup(link => link.CaseId),
            await database
                .ApprovalNotes.AsNoTracking()
                .Where(note => ids.Contains(note.ApprovalId))
                .ToDictionaryAsync(note => note.ApprovalId, note => note.Note, cancellationToken)
        );
    }

    private sealed record About(
        IReadOnlyDictionary<Guid, DecisionResource> Resources,
        IReadOnlyDictionary<Guid, Case> Cases,
        ILookup<Guid, CaseChat> Links,
        IReadOnlyDictionary<Guid, string> Notes
    );
}
