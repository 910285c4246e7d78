using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Policy.Service.Approvals;

/// <summary>
/// What changes the approvals register. Each change and its entry are one transaction, which locks the case first, then the
/// request, and the ledger last: of two who decide at once one wins.
/// </summary>
internal sealed class ApprovalRegister(
    PolicyContext database,
    PolicyCatalogue policies,
    ApprovalReader reader,
    ApprovalEntries entries,
    RegisterTransaction transaction,
    TimeProvider clock
)
{
    /// <returns>The new request's id, or why there is none.</returns>
    public async Task<(Guid Id, ProblemHttpResult? Refusal)> RequestAsync(
        DecisionSubject person,
        Guid decisionId,
        string? note,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await transaction.RunAsync<(Guid, ProblemHttpResult?)>(
                async () =>
                {
                    var now = clock.GetUtcNow();
                    var denial = await database
                        .Decisions.AsNoTracking()
                        .SingleOrDefaultAsync(one => one.Id == decisionId, cancellationToken);
                    if (denial is null || denial.SubjectType != DecisionSubject.Staff || denial.SubjectId != person.Id)
                    {
                        return (Guid.Empty, Problem.NotFound("decision-not-found", "You have no such decision."));
                    }
                    if (CheckDenial(denial, now) is { } refusal)
                    {
                        return (Guid.Empty, refusal);
                    }
                    if (await CheckEarlierAsync(denial, now, cancellationToken) is { } earlier)
                    {
                        return (Guid.Empty, earlier);
                    }
                    var hours = policies.InForceAt(now).Approvals.RequestHours;
                    var request = Approval.Of(denial, now, hours);
                    database.Approvals.Add(request);
                    if (note is not null)
                    {
                        database.ApprovalNotes.Add(new ApprovalNote { ApprovalId = request.Id, Note = note });
                    }
                    await entries.EnterAsync(request, ApprovalEntries.Requested, cancellationToken);
                    return (request.Id, null);
                },
                cancellationToken
            );
        }
        catch (DbUpdateException exception)
            when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return (Guid.Empty, Requested());
        }
    }

    public Task<ProblemHttpResult?> ApproveAsync(
        Guid id,
        DecisionSubject person,
        CancellationToken cancellationToken
    ) =>
        DecideAsync(
            id,
            person,
            (request, caseIsOpen, now) =>
            {
                var policy = policies.InForceAt(now);
                if (policy.Version != request.PolicyVersion)
                {
                    return Problem.Conflict(
                        "approval-outdated",
                        "The policy has changed since this was asked for. It has to be asked for again."
                    );
                }
                if (!caseIsOpen)
                {
                    return Problem.Conflict("case-closed", "The case is closed, so nothing is permitted under it.");
                }
                request.State = ApprovalStates.Approved;
                request.ValidUntil = now.AddHours(policy.Approvals.ValidHours);
                return null;
            },
            cancellationToken
        );

    public async Task<ProblemHttpResult?> RefuseAsync(
        Guid id,
        DecisionSubject person,
        string? reason,
        CancellationToken cancellationToken
    )
    {
        var reasons = policies.InForceAt(clock.GetUtcNow()).Approvals.Refusals.Select(one => one.Code).ToList();
        return reason is null || !reasons.Contains(reason)
            ? Problem.Invalid("reason-unknown", $"The reason is one of: {string.Join(", ", reasons)}.", "reason")
            : await DecideAsync(
                id,
                person,
                (request, _, _) =>
                {
                    request.State = ApprovalStates.Refused;
                    request.RefusalReason = reason;
                    return null;
                },
                cancellationToken
            );
    }

    public Task<ProblemHttpResult?> WithdrawAsync(
        Guid id,
        DecisionSubject person,
        CancellationToken cancellationToken
    ) =>
        transaction.RunAsync<ProblemHttpResult?>(
            async () =>
            {
                var request = await LockAsync(id, cancellationToken);
                if (request is null || !person.Is(request.RequestedBy))
                {
                    return ApprovalsApi.NotFound();
                }
                if (await EndIfOverAsync(request, cancellationToken) is { } over)
                {
                    return over;
                }
                if (request.State is not (ApprovalStates.Open or ApprovalStates.Approved))
                {
                    return Decided();
                }
                request.State = ApprovalStates.Withdrawn;
                await entries.EnterAsync(request, request.State, cancellationToken);
                return null;
            },
            cancellationToken
        );

    /// <param name="decide">Changes the request, or says why it cannot be decided like that.</param>
    private Task<ProblemHttpResult?> DecideAsync(
        Guid id,
        DecisionSubject person,
        Func<Approval, bool, DateTimeOffset, ProblemHttpResult?> decide,
        CancellationToken cancellationToken
    ) =>
        transaction.RunAsync<ProblemHttpResult?>(
            async () =>
            {
                var caseIsOpen = await LockCaseAsync(id, cancellationToken);
                var request = await LockAsync(id, cancellationToken);
                if (request is null || !reader.MaySee(request, person))
                {
                    return ApprovalsApi.NotFound();
                }
                var look = await reader.LookAsync(request, cancellationToken);
                var now = clock.GetUtcNow();
                if (SecondPerson.ObstacleFor(policies.InForceAt(now).Approvals, person, look) is { } obstacle)
                {
                    return Problem.Forbidden(obstacle, "Somebody else has to decide this request.");
                }
                if (await EndIfOverAsync(request, cancellationToken) is { } over)
                {
                    return over;
                }
                if (request.State != ApprovalStates.Open)
                {
                    return Decided();
                }
                if (decide(request, caseIsOpen, now) is { } refusal)
                {
                    return refusal;
                }
                request.DecidedBy = person.Id;
                request.DecidedAt = now;
                await entries.EnterAsync(request, request.State, cancellationToken);
                return null;
            },
            cancellationToken
        );

    private ProblemHttpResult? CheckDenial(DecisionRecord denial, DateTimeOffset now)
    {
        var policy = policies.InForceAt(now);
        return denial.ReasonCode != ReasonCodes.ApprovalNeeded
                ? Problem.Conflict("approval-not-needed", "This decision does not wait for an approval.")
            : denial.PolicyVersion != policy.Version || denial.At.AddHours(policy.Approvals.RequestHours) <= now
                ? Problem.Conflict("decision-outdated", "This decision is too old. Ask for the recording again first.")
            : null;
    }

    /// <summary>One request at a time for the same thing, and none while an approval of it is in force.</summary>
    private async Task<ProblemHttpResult?> CheckEarlierAsync(
        DecisionRecord denial,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var earlier = await database
            .Approvals.FromSql(
                $"""
                select * from policy.approvals
                where requested_by = {denial.SubjectId} and action = {denial.Action}
                    and resource_type = {denial.ResourceType} and resource_id = {denial.ResourceId}
                    and purpose = {denial.Purpose} and case_id is not distinct from {denial.CaseId}
                    and state in ('open', 'approved')
                order by id for update
                """
            )
            .ToListAsync(cancellationToken);
        foreach (var one in earlier)
        {
            if (await entries.EndIfOverAsync(one, now, cancellationToken))
            {
                continue;
            }
            if (one.State == ApprovalStates.Open)
            {
                return Requested();
            }
            if (one.PolicyVersion == denial.PolicyVersion)
            {
                return Problem.Conflict("approval-in-force", "This is approved already. Ask for the recording again.");
            }
        }
        return null;
    }

    /// <returns>Whether the request's case is open, or there is none. It stays as it is until the transaction ends.</returns>
    private async Task<bool> LockCaseAsync(Guid approvalId, CancellationToken cancellationToken)
    {
        var found = await database
            .Cases.FromSql(
                $"""
                select * from policy.cases
                where id = (select case_id from policy.approvals where id = {approvalId}) for share
                """
            )
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        return found is not [{ IsOpen: false }];
    }

    private async Task<Approval?> LockAsync(Guid id, CancellationToken cancellationToken) =>
        (
            await database
                .Approvals.FromSql($"select * from policy.approvals where id = {id} for update")
                .ToListAsync(cancellationToken)
        ).SingleOrDefault();

    private async Task<ProblemHttpResult?> EndIfOverAsync(Approval request, CancellationToken cancellationToken) =>
        await entries.EndIfOverAsync(request, clock.GetUtcNow(), cancellationToken)
            ? Problem.Conflict("approval-expired", "The time of this request is over. It has to be asked for again.")
            : null;

    private static ProblemHttpResult Requested() =>
        Problem.Conflict("approval-requested", "You have asked for this approval already, and nobody has decided yet.");

    private static ProblemHttpResult Decided() =>
        Problem.Conflict("approval-decided", "This request is decided already. Nothing was changed.");
}
