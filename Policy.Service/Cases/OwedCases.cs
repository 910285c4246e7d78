using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Cases;

/// <summary>The cases that have to follow: entering, settling, and escalating them.</summary>
internal sealed partial class OwedCases(
    PolicyContext database,
    PolicyCatalogue policies,
    LedgerWriter ledger,
    RegisterTransaction transaction,
    PolicyTelemetry telemetry,
    TimeProvider clock,
    ILogger<OwedCases> logger
)
{
    /// <summary>
    /// Which of these people owe a case for longer than they were given. By the clock, so that it holds also before the
    /// watch has come by.
    /// </summary>
    public async Task<IReadOnlySet<string>> OverdueAsync(
        IReadOnlyCollection<string> subjects,
        DateTimeOffset at,
        CancellationToken cancellationToken
    ) =>
        subjects.Count == 0
            ? new HashSet<string>()
            : await database
                .OwedCases.Where(one =>
                    subjects.Contains(one.OwedBy) && one.State != OwedCase.Settled && one.DueAt <= at
                )
                .Select(one => one.OwedBy)
                .ToHashSetAsync(cancellationToken);

    /// <summary>Settles, in the transaction that opened the case or linked a chat to it, what waited for just that.</summary>
    public async Task SettleAsync(
        Case opened,
        IReadOnlyCollection<string> chatReferences,
        string linkedBy,
        CancellationToken cancellationToken
    )
    {
        string[] chats = [.. chatReferences];
        var owed = await database
            .OwedCases.FromSql(
                $"""
                select * from policy.owed_cases
                where kind = {opened.Kind} and chat_reference = any({chats}) and state <> 'settled'
                    and owed_by <> {opened.OpenedBy} and owed_by <> {linkedBy}
                order by decision_id for update
                """
            )
            .ToListAsync(cancellationToken);
        foreach (var one in owed)
        {
            await SettleAsync(one, opened.Id, cancellationToken);
        }
    }

    /// <summary>
    /// Escalates one case that did not follow in time, or settles it after all where a case is there: it may have been opened
    /// at the same moment as the permit was given.
    /// </summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> EscalateNextAsync(CancellationToken cancellationToken)
    {
        var escalated = await transaction.RunAsync(
            async () =>
            {
                var now = clock.GetUtcNow();
                var due = await database
                    .OwedCases.FromSql(
                        $"""
                        select * from policy.owed_cases where state = 'owed' and due_at <= {now}
                        order by decision_id limit 1 for update skip locked
                        """
                    )
                    .ToListAsync(cancellationToken);
                if (due is not [var one])
                {
                    return null;
                }
                if (await FollowingAsync(one.Kind, one.ChatReference, one.OwedBy, cancellationToken) is { } caseId)
                {
                    await SettleAsync(one, caseId, cancellationToken);
                    return one;
                }
                one.State = OwedCase.Overdue;
                await EnterAsync(one, CaseOutcomes.NotFollowed, cancellationToken);
                return one;
            },
            cancellationToken
        );
        if (escalated is { State: OwedCase.Overdue })
        {
            telemetry.Escalated(Obligations.CaseToFollow, escalated.Purpose);
            LogNotFollowed(escalated.DecisionId, escalated.Purpose);
        }
        return escalated is not null;
    }

    /// <summary>The open case of this kind that names the chat, opened and linked by somebody else.</summary>
    public Task<Guid?> FollowingAsync(
        string kind,
        string chatReference,
        string owedBy,
        CancellationToken cancellationToken
    ) =>
        (
            from one in database.Cases
            join link in database.CaseChats on one.Id equals link.CaseId
            where
                one.Kind == kind
                && one.State == Case.OpenState
                && one.OpenedBy != owedBy
                && link.ChatReference == chatReference
                && link.LinkedBy != owedBy
            orderby one.OpenedAt
            select (Guid?)one.Id
        ).FirstOrDefaultAsync(cancellationToken);

    private Task SettleAsync(OwedCase one, Guid caseId, CancellationToken cancellationToken)
    {
        one.State = OwedCase.Settled;
        one.CaseId = caseId;
        one.SettledAt = clock.GetUtcNow();
        return EnterAsync(one, CaseOutcomes.Followed, cancellationToken);
    }

    private async Task EnterAsync(OwedCase one, string outcome, CancellationToken cancellationToken)
    {
        await database.SaveChangesAsync(cancellationToken);
        await ledger.AppendAsync(
            one.ToDraft(outcome, policies.InForceAt(clock.GetUtcNow()).Version),
            cancellationToken
        );
    }

    [LoggerMessage(
        LogLevel.Warning,
        "No case has followed decision {DecisionId} for the purpose {Purpose} in time; its subject is permitted nothing without a case"
    )]
    private partial void LogNotFollowed(Guid decisionId, string purpose);
}
