using OpenIddict.Abstractions;

namespace WebchatAspire.Identity.Service.Connect;

/// <summary>Removes what is left of ended tokens and authorisations, every hour.</summary>
internal sealed partial class TokenPruning(
    IServiceScopeFactory scopes,
    TimeProvider clock,
    ILogger<TokenPruning> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await PruneAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The next round does what this one could not; the service itself must not end over it.
                LogFailed(exception.GetType().FullName!);
            }
        }
    }

    private async Task PruneAsync(CancellationToken cancellationToken)
    {
        var threshold = clock.GetUtcNow() - Lifetimes.Session;
        await using var scope = scopes.CreateAsyncScope();
        var tokens = scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>();
        var authorizations = scope.ServiceProvider.GetRequiredService<IOpenIddictAuthorizationManager>();
        // Tokens first: an authorisation can go only when none refers to it.
        var ended = await tokens.PruneAsync(threshold, cancellationToken);
        var released = await authorizations.PruneAsync(threshold, cancellationToken);
        LogPruned(ended, released);
    }

    [LoggerMessage(LogLevel.Information, "Pruned {Tokens} tokens and {Authorizations} authorisations")]
    private partial void LogPruned(long tokens, long authorizations);

    [LoggerMessage(LogLevel.Warning, "Pruning failed with {ExceptionType}; the next round tries again")]
    private partial void LogFailed(string exceptionType);
}
