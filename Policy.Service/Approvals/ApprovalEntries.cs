using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Ledger;

namespace WebchatAspire.Policy.Service.Approvals;

/// <summary>Stores what has become of a request, with its ledger entry, and ends what has had its time.</summary>
internal sealed partial class ApprovalEntries(
    PolicyContext database,
    LedgerWriter ledger,
    RegisterTransaction transaction,
    PolicyTelemetry telemetry,
    TimeProvider clock,
    ILogger<ApprovalEntries> logger
)
{
    public const string Requested = "requested";

    /// <summary>Saves the request and testifies it, in the current transaction. An answered request has no note any more.</summary>
    public async Task EnterAsync(Approval request, string outcome, CancellationToken cancellationToken)
    {
        await database.SaveChangesAsync(cancellationToken);
        if (request.State != ApprovalStates.Open)
        {
            await database
                .ApprovalNotes.Where(note => note.ApprovalId == request.Id)
                .ExecuteDeleteAsync(cancellationToken);
        }
        var index = await ledger.AppendAsync(request.ToDraft(outcome), cancellationToken);
        telemetry.ApprovalChanged(request.Purpose, outcome);
        LogChange(request.Id, request.DecisionId, outcome, index);
    }

    /// <summary>A request that nobody decided in time expires, and an approval lapses.</summary>
    /// <returns>Whether its time was over.</returns>
    public async Task<bool> EndIfOverAsync(Approval request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var end = request switch
        {
            { State: ApprovalStates.Open } when request.ExpiresAt <= now => ApprovalStates.Expired,
            { State: ApprovalStates.Approved } when request.ValidUntil <= now => ApprovalStates.Lapsed,
            _ => null,
        };
        if (end is null)
        {
            return false;
        }
        request.State = end;
        await EnterAsync(request, end, cancellationToken);
        return true;
    }

    /// <summary>Ends one that has had its time, if there is any that nobody else works on.</summary>
    /// <returns>Whether there was one.</returns>
    public Task<bool> EndNextAsync(CancellationToken cancellationToken) =>
        transaction.RunAsync(
            async () =>
            {
                var now = clock.GetUtcNow();
                var over = await database
                    .Approvals.FromSql(
                        $"""
                        select * from policy.approvals
                        where (state = 'open' and expires_at <= {now}) or (state = 'approved' and valid_until <= {now})
                        order by id limit 1 for update skip locked
                        """
                    )
                    .ToListAsync(cancellationToken);
                return over is [var one] && await EndIfOverAsync(one, now, cancellationToken);
            },
            cancellationToken
        );

    [LoggerMessage(
        LogLevel.Information,
        "Approval {ApprovalId} of decision {DecisionId}: {Outcome}, ledger entry {LedgerIndex}"
    )]
    private partial void LogChange(Guid approvalId, Guid decisionId, string outcome, long ledgerIndex);
}
