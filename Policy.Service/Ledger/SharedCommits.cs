using System.Data.Common;
using System.Threading.Channels;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Policy.Service.Ledger;

/// <summary>
/// Group commit for decisions and readings: one loop takes all that wait, commits them in one transaction, and only then
/// tells the callers (law 3). Nothing waits on a timer: what arrives while a commit is under way makes the next batch, so a
/// lone question goes at once and a crowd shares a commit.
/// </summary>
internal sealed partial class SharedCommits(
    IServiceScopeFactory scopes,
    PolicyTelemetry telemetry,
    TimeProvider clock,
    ILogger<SharedCommits> logger
) : IHostedService
{
    /// <summary>More than this waiting means that the ledger cannot keep up; further callers are told so.</summary>
    private const int MaxPending = 4096;

    /// <summary>Entries. A caller's questions stay together, so a batch may be larger by one caller's.</summary>
    private const int MaxBatch = 256;

    private readonly Channel<Pending> _pending = Channel.CreateBounded<Pending>(
        new BoundedChannelOptions(MaxPending) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );

    private Task _loop = Task.CompletedTask;

    /// <summary>Waits for the commit.</summary>
    /// <exception cref="LedgerUnavailableException">It could not be committed, so it did not happen.</exception>
    public Task<T> CommitAsync<T>(Pending<T> pending) =>
        _pending.Writer.TryWrite(pending) ? pending.Outcome : throw new LedgerUnavailableException();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loop = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Takes no more and commits what waits.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _pending.Writer.TryComplete();
        return _loop.WaitAsync(cancellationToken);
    }

    private async Task RunAsync()
    {
        while (await _pending.Reader.WaitToReadAsync())
        {
            await CommitAsync(Take());
        }
    }

    private List<Pending> Take()
    {
        var batch = new List<Pending>();
        var weight = 0;
        while (weight < MaxBatch && _pending.Reader.TryRead(out var pending))
        {
            if (pending.IsAbandoned)
            {
                pending.Fail(new OperationCanceledException());
                continue;
            }
            batch.Add(pending);
            weight += pending.Weight;
        }
        return batch;
    }

    /// <summary>Commits a batch, or else each of it alone, so that none fails because of another. Never throws: the loop serves everybody.</summary>
    private async Task CommitAsync(List<Pending> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }
        var failure = await TryCommitAsync(batch);
        if (failure is null)
        {
            batch.ForEach(pending => pending.Complete());
        }
        else if (batch.Count > 1 && !failure.IsOutage())
        {
            LogApart(batch.Count, failure.GetBaseException().GetType().Name);
            foreach (var pending in batch)
            {
                await CommitAsync([pending]);
            }
        }
        else
        {
            var told = failure.IsOutage() ? new LedgerUnavailableException(failure) : failure;
            batch.ForEach(pending => pending.Fail(told));
        }
    }

    private async Task<Exception?> TryCommitAsync(List<Pending> batch)
    {
        using var span = PolicyTelemetry.StartBatch(batch);
        var started = clock.GetTimestamp();
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var entries = await scope.ServiceProvider.GetRequiredService<SharedTransaction>().RunAsync(batch);
            telemetry.Committed(span, entries, clock.GetElapsedTime(started), failure: null);
            return null;
        }
        catch (Exception exception)
        {
            var reason = exception.GetBaseException();
            telemetry.Committed(span, 0, clock.GetElapsedTime(started), LedgerUnavailableException.Code);
            LogFailure(batch.Count, reason.GetType().Name, (reason as DbException)?.SqlState);
            return exception;
        }
    }

    [LoggerMessage(
        LogLevel.Error,
        "A commit of {Count} callers to the ledger failed: {ExceptionType}, SQLSTATE {SqlState}"
    )]
    private partial void LogFailure(int count, string exceptionType, string? sqlState);

    [LoggerMessage(LogLevel.Warning, "{Count} callers are committed one by one: {ExceptionType}")]
    private partial void LogApart(int count, string exceptionType);
}
