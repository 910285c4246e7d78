using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Approvals;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Reviews;

/// <summary>Reviews with what a reviewer may see of the access: metadata, never a text.</summary>
internal sealed class ReviewReader(PolicyContext database, PolicyCatalogue policies, TimeProvider clock)
{
    private const int MaxListed = 200;

    /// <summary>What is not done yet, the most urgent first.</summary>
    public async Task<ReviewList> ListAsync(DecisionSubject person, CancellationToken cancellationToken)
    {
        var who = policies
            .InForceAt(clock.GetUtcNow())
            .Reviews.Who.Where(one => one.Role is { } role && person.Roles.Contains(role))
            .ToList();
        var seesAll = who.Exists(one => !one.OwnServicesOnly);
        string[] services = who.Count > 0 ? [.. person.Services] : [];
        var open = await database
            .Reviews.AsNoTracking()
            .Where(one => one.State != Review.Done)
            .Where(one =>
                seesAll || one.RequestedBy == person.Id || (one.Service != null && services.Contains(one.Service))
            )
            .OrderBy(one => one.DueAt)
            .Take(MaxListed)
            .ToListAsync(cancellationToken);
        return new ReviewList(await ShowAsync(open, person, cancellationToken));
    }

    public async Task<ReviewItem?> FindAsync(
        Guid decisionId,
        DecisionSubject person,
        CancellationToken cancellationToken
    )
    {
        var found = await database
            .Reviews.AsNoTracking()
            .SingleOrDefaultAsync(one => one.DecisionId == decisionId, cancellationToken);
        return found is not null && MaySee(found, person)
            ? (await ShowAsync([found], person, cancellationToken))[0]
            : null;
    }

    /// <summary>A reviewer of that service, and the person whose access it was.</summary>
    public bool MaySee(Review review, DecisionSubject person) =>
        person.Is(review.RequestedBy)
        || SecondPerson.HasRole(policies.InForceAt(clock.GetUtcNow()).Reviews, person, review.Service);

    public async Task<SecondLook> LookAsync(Review review, CancellationToken cancellationToken)
    {
        var told = await database
            .DecisionResources.AsNoTracking()
            .SingleOrDefaultAsync(one => one.DecisionId == review.DecisionId, cancellationToken);
        return LookOf(review, told);
    }

    private static SecondLook LookOf(Review review, DecisionResource? told) =>
        new(review.RequestedBy, review.Service, [], told?.Participants ?? []);

    private async Task<IReadOnlyList<ReviewItem>> ShowAsync(
        List<Review> reviews,
        DecisionSubject person,
        CancellationToken cancellationToken
    )
    {
        var ids = reviews.Select(one => one.DecisionId).ToList();
        var caseIds = reviews.Select(one => one.CaseId).OfType<Guid>().ToList();
        var resources = await database
            .DecisionResources.AsNoTracking()
            .Where(told => ids.Contains(told.DecisionId))
            .ToDictionaryAsync(told => told.DecisionId, cancellationToken);
        var cases = await database
            .Cases.Where(one => caseIds.Contains(one.Id))
            .ToDictionaryAsync(one => one.Id, one => one.Reference, cancellationToken);
        var decisions = await database
            .Decisions.AsNoTracking()
            .Where(one => ids.Contains(one.Id))
            .ToDictionaryAsync(one => one.Id, cancellationToken);
        var now = clock.GetUtcNow();
        var rule = policies.InForceAt(now).Reviews;
        return
        [
            .. reviews.Select(one =>
            {
                var told = resources.GetValueOrDefault(one.DecisionId);
                return new ReviewItem(
                    one.DecisionId,
                    one.Purpose,
                    decisions[one.DecisionId].Action,
                    one.Clause,
                    ResourceItem.Of(decisions[one.DecisionId].ResourceType, told),
                    one.CaseId is { } caseId ? cases.GetValueOrDefault(caseId) : null,
                    one.PermittedAt,
                    one.DueAt,
                    one.State == Review.Due && one.DueAt <= now ? Review.Overdue : one.State,
                    one.Outcome,
                    one.ReasonCode,
                    one.ReviewedAt,
                    person.Is(one.RequestedBy),
                    SecondPerson.ObstacleFor(rule, person, LookOf(one, told))
                );
            }),
        ];
    }
}
