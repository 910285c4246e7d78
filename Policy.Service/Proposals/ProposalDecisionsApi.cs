using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.Policy.Service.Publication;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Proposals;

/// <summary>The second pair of eyes: an approver publishes or refuses what somebody else proposed.</summary>
internal static class ProposalDecisionsApi
{
    public static void MapProposalDecisions(this IEndpointRouteBuilder proposals)
    {
        var approvers = proposals.MapGroup("").RequireAuthorization(policy => policy.RequireRole(StaffRoles.Approver));
        approvers.MapPost("{id:guid}/publish", PublishAsync).WithName("PublishProposal");
        approvers.MapPost("{id:guid}/refuse", RefuseAsync).WithName("RefuseProposal");
    }

    /// <summary>
    /// Makes a proposal an immutable version, in one transaction with its ledger entry. 403 <c>own-proposal</c>; 409
    /// <c>proposal-decided</c>, or <c>proposal-outdated</c> with <c>errors</c> when its day or name is taken or past by now;
    /// 503 <c>ledger-unavailable</c>: nothing was published then.
    /// </summary>
    private static async Task<Results<Ok<ProposalItem>, ProblemHttpResult>> PublishAsync(
        Guid id,
        HttpContext http,
        PolicyContext database,
        PolicyPublisher publisher,
        PolicyCatalogue catalogue,
        CatalogueReader reader,
        ProposalChecks checks,
        TimeProvider clock,
        ILogger<PolicyPublisher> logger,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await LedgerUnavailableException.GuardAsync(logger, Activity.Current, TryAsync);
        }
        catch (LedgerUnavailableException)
        {
            return LedgerUnavailableException.ToProblem();
        }

        async Task<Results<Ok<ProposalItem>, ProblemHttpResult>> TryAsync()
        {
            await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
            await publisher.LockAsync(cancellationToken);
            // With the lock held, so that the check sees also what another replica published a moment ago.
            await reader.LearnAsync(cancellationToken);
            var me = http.User.SubjectId();
            var proposal = await ProposalsApi.LockAsync(database, id, cancellationToken);
            if (Refusal(proposal, me) is { } problem)
            {
                return problem;
            }
            var (policy, errors) = checks.Check(proposal!.Text);
            if (policy is null)
            {
                return ProposalChecks.Outdated(errors);
            }
            proposal.Decide(ProposalStates.Published, me, clock.GetUtcNow());
            var version = await publisher.PublishAsync(
                policy,
                proposal.Text,
                me,
                (proposal.Id, proposal.ProposedBy),
                cancellationToken
            );
            await transaction.CommitAsync(CancellationToken.None);
            catalogue.Add([new CatalogueEntry(version, policy)]);
            return TypedResults.Ok(ProposalsApi.Item(proposal, me));
        }
    }

    /// <summary>
    /// Refuses a proposal for good. 400 for a reason that is not in the list; 403 <c>own-proposal</c>; 409
    /// <c>proposal-decided</c>.
    /// </summary>
    private static async Task<Results<Ok<ProposalItem>, ProblemHttpResult>> RefuseAsync(
        Guid id,
        ProposalRefusal request,
        HttpContext http,
        PolicyContext database,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (!RefusalReasons.All.Contains(request.Reason))
        {
            return Problem.Invalid(
                "reason-unknown",
                $"The reason is one of: {string.Join(", ", RefusalReasons.All)}.",
                "reason"
            );
        }
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var me = http.User.SubjectId();
        var proposal = await ProposalsApi.LockAsync(database, id, cancellationToken);
        if (Refusal(proposal, me) is { } problem)
        {
            return problem;
        }
        proposal!.Decide(ProposalStates.Refused, me, clock.GetUtcNow(), request.Reason);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return TypedResults.Ok(ProposalsApi.Item(proposal, me));
    }

    private static ProblemHttpResult? Refusal(Proposal? proposal, string me) =>
        proposal is null ? ProposalsApi.NotFound()
        : proposal.IsBy(me)
            ? Problem.Forbidden("own-proposal", "Who proposed a version cannot decide about it: a second person does.")
        : proposal.IsOpen ? null
        : ProposalsApi.Decided();
}
