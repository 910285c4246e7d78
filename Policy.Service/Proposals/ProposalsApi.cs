using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Comparison;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.Policy.Service.Publication;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Proposals;

/// <summary>New versions of the policy: administrators propose them, and see what others proposed.</summary>
internal static class ProposalsApi
{
    /// <summary>JSON can take three times the bytes of its text.</summary>
    private const int MaxRequestBytes = 4 * PolicyText.MaxBytes;
    private const int MaxListed = 200;

    public static void MapProposalsApi(this IEndpointRouteBuilder app)
    {
        var proposals = app.MapGroup("/api/policy/proposals")
            .RequireAuthorization(policy =>
                policy.RequireRole(StaffRoles.Administrator, StaffRoles.Approver, StaffRoles.Auditor)
            );
        proposals.MapGet("", ListAsync).WithName("ListProposals");
        proposals.MapGet("{id:guid}", GetAsync).WithName("GetProposal");
        proposals.MapGet("{id:guid}/comparison", CompareAsync).WithName("CompareProposal");

        var administrators = proposals
            .MapGroup("")
            .RequireAuthorization(policy => policy.RequireRole(StaffRoles.Administrator));
        administrators
            .MapPost("", ProposeAsync)
            .WithMetadata(new RequestSizeLimitAttribute(MaxRequestBytes))
            .WithName("ProposePolicy");
        administrators.MapPost("{id:guid}/withdraw", WithdrawAsync).WithName("WithdrawProposal");
        proposals.MapProposalDecisions();
    }

    /// <summary>The newest 200 proposals. They never say who proposed, only whether it was the caller.</summary>
    private static async Task<ProposalList> ListAsync(
        HttpContext http,
        PolicyContext database,
        CancellationToken cancellationToken
    )
    {
        var found = await database
            .Proposals.AsNoTracking()
            .OrderByDescending(proposal => proposal.ProposedAt)
            .Take(MaxListed)
            .ToListAsync(cancellationToken);
        var me = http.User.SubjectId();
        return new ProposalList([.. found.Select(proposal => Item(proposal, me))]);
    }

    /// <summary>One proposal with its text, and what would stand in the way of publishing it now. 404 <c>proposal-not-found</c>.</summary>
    private static async Task<Results<Ok<ProposalView>, ProblemHttpResult>> GetAsync(
        Guid id,
        HttpContext http,
        PolicyContext database,
        ProposalChecks checks,
        CancellationToken cancellationToken
    ) =>
        await FindAsync(database, id, cancellationToken) is { } proposal
            ? TypedResults.Ok(
                new ProposalView(
                    Item(proposal, http.User.SubjectId()),
                    proposal.Text,
                    proposal.IsOpen ? checks.Check(proposal.Text).Errors : []
                )
            )
            : NotFound();

    /// <summary>
    /// What a proposal changes in the version that is in force now. 404 <c>proposal-not-found</c>; 409
    /// <c>proposal-outdated</c> when this release cannot read its text any more.
    /// </summary>
    private static async Task<Results<Ok<PolicyDifference>, ProblemHttpResult>> CompareAsync(
        Guid id,
        PolicyContext database,
        PolicyCatalogue catalogue,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(database, id, cancellationToken) is not { } proposal)
        {
            return NotFound();
        }
        try
        {
            var proposed = PolicyFile.Parse(ProposalChecks.Field, proposal.Text);
            return TypedResults.Ok(PolicyComparison.Compare(catalogue.InForceAt(clock.GetUtcNow()), proposed));
        }
        catch (PolicyFileException exception)
        {
            return ProposalChecks.Outdated(ProposalChecks.ErrorsOf(exception));
        }
    }

    /// <summary>
    /// Proposes a version. 400 <c>policy-invalid</c> with all <c>errors</c> (line, column, rule, message) for a text that
    /// could not be published; nothing is kept of it.
    /// </summary>
    private static async Task<Results<Created<ProposalItem>, ProblemHttpResult>> ProposeAsync(
        NewProposal request,
        HttpContext http,
        PolicyContext database,
        ProposalChecks checks,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (ProposalChecks.CheckSize(request.Text) is { } problem)
        {
            return problem;
        }
        var text = PolicyText.Normalise(request.Text!);
        var (policy, errors) = checks.Check(text);
        if (policy is null)
        {
            return ProposalChecks.Invalid(errors);
        }
        var now = clock.GetUtcNow();
        var proposal = new Proposal
        {
            Id = Guid.CreateVersion7(now),
            Text = text,
            Version = policy.Version,
            InForceFrom = policy.InForceFrom,
            State = ProposalStates.Open,
            ProposedBy = http.User.SubjectId(),
            ProposedAt = now,
        };
        database.Proposals.Add(proposal);
        await database.SaveChangesAsync(cancellationToken);
        return TypedResults.Created($"/api/policy/proposals/{proposal.Id}", Item(proposal, proposal.ProposedBy));
    }

    /// <summary>
    /// Takes back one's own proposal. 403 <c>not-own-proposal</c>; 409 <c>proposal-decided</c> when it is no longer open.
    /// </summary>
    private static async Task<Results<Ok<ProposalItem>, ProblemHttpResult>> WithdrawAsync(
        Guid id,
        HttpContext http,
        PolicyContext database,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var me = http.User.SubjectId();
        if (await LockAsync(database, id, cancellationToken) is not { } proposal)
        {
            return NotFound();
        }
        if (!proposal.IsBy(me))
        {
            return Problem.Forbidden("not-own-proposal", "Only who proposed it can withdraw a proposal.");
        }
        if (!proposal.IsOpen)
        {
            return Decided();
        }
        proposal.Decide(ProposalStates.Withdrawn, me, clock.GetUtcNow());
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return TypedResults.Ok(Item(proposal, me));
    }

    /// <summary>The proposal for a change, which waits for whoever changes it at the same time.</summary>
    public static Task<Proposal?> LockAsync(PolicyContext database, Guid id, CancellationToken cancellationToken) =>
        database
            .Proposals.FromSql($"select * from policy.proposals where id = {id} for update")
            .SingleOrDefaultAsync(cancellationToken);

    public static ProposalItem Item(Proposal proposal, string me) =>
        new(
            proposal.Id,
            proposal.Version,
            proposal.InForceFrom,
            proposal.State,
            Convert.ToHexStringLower(PolicyText.Hash(proposal.Text)),
            proposal.ProposedAt,
            proposal.IsBy(me),
            proposal.DecidedAt,
            proposal.Reason
        );

    public static ProblemHttpResult NotFound() => Problem.NotFound("proposal-not-found", "There is no such proposal.");

    public static ProblemHttpResult Decided() =>
        Problem.Conflict("proposal-decided", "This proposal was withdrawn, refused or published already.");

    private static Task<Proposal?> FindAsync(PolicyContext database, Guid id, CancellationToken cancellationToken) =>
        database.Proposals.AsNoTracking().SingleOrDefaultAsync(proposal => proposal.Id == id, cancellationToken);
}
