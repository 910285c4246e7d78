using WebchatAspire.Policy.Service.Approvals;
using WebchatAspire.Policy.Service.Cases;
using WebchatAspire.Policy.Service.Restrictions;
using WebchatAspire.Policy.Service.Reviews;

namespace WebchatAspire.Policy.Service.Watch;

/// <summary>
/// Looks every minute for what has had its time: requests, approvals and restrictions end, and cases and reviews that did
/// not follow are escalated. Every replica watches; a row that another one works on is left to it.
/// </summary>
internal sealed partial class RegisterWatch(
    IServiceScopeFactory scopes,
    TimeProvider clock,
    ILogger<RegisterWatch> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryLookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RepeatAsync<ApprovalEntries>((one, cancel) => one.EndNextAsync(cancel), cancellationToken);
            await RepeatAsync<RestrictionEnds>((one, cancel) => one.EndNextAsync(cancel), cancellationToken);
            await RepeatAsync<OwedCases>((one, cancel) => one.EscalateNextAsync(cancel), cancellationToken);
            await RepeatAsync<ReviewRegister>((one, cancel) => one.EscalateNextAsync(cancel), cancellationToken);
        }
        // Whatever it was, the next look comes: an escalation that stops by a fault would never be missed by anybody.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotWatched(exception.GetBaseException().GetType().Name);
        }
    }

    /// <summary>Each in a transaction of its own, until there is none left.</summary>
    private async Task RepeatAsync<T>(Func<T, CancellationToken, Task<bool>> next, CancellationToken cancellationToken)
        where T : notnull
    {
        bool more;
        do
        {
            await using var scope = scopes.CreateAsyncScope();
            more = await next(scope.ServiceProvider.GetRequiredService<T>(), cancellationToken);
        } while (more);
    }

    [LoggerMessage(LogLevel.Error, "The registers could not be watched: {ExceptionType}")]
    private partial void LogNotWatched(string exceptionType);
}
