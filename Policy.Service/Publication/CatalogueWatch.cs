using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Policy.Service.Publication;

/// <summary>
/// Lets every replica know what another one published, within seconds, and opens the catalogue if the store was away at the
/// start. That a version comes into force needs no news: each decision looks at its own time.
/// </summary>
internal sealed partial class CatalogueWatch(
    IServiceScopeFactory scopes,
    DeployedPolicies deployed,
    PolicyCatalogue catalogue,
    TimeProvider clock,
    IHostApplicationLifetime application,
    ILogger<CatalogueWatch> logger
) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await (catalogue.IsOpen ? LearnAsync(stoppingToken) : deployed.PublishAsync(stoppingToken));
            }
            catch (PolicyFileException exception)
            {
                LogRefused(exception.Message);
                Environment.ExitCode = 1;
                application.StopApplication();
            }
            catch (Exception exception) when (exception.IsOutage())
            {
                LogAway(exception.GetBaseException().GetType().Name);
            }
        }
    }

    private async Task LearnAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var entries = await scope.ServiceProvider.GetRequiredService<CatalogueReader>().LearnAsync(cancellationToken);
        foreach (var entry in entries)
        {
            LogLearnt(entry.Published.Version, entry.Published.InForceFrom, entry.Policy is not null);
        }
    }

    [LoggerMessage(
        LogLevel.Information,
        "Version {Version} of the policy was published, in force from {InForceFrom}; readable here: {Readable}"
    )]
    private partial void LogLearnt(string version, DateOnly inForceFrom, bool readable);

    [LoggerMessage(LogLevel.Warning, "The published policies could not be read: {ExceptionType}")]
    private partial void LogAway(string exceptionType);

    [LoggerMessage(LogLevel.Critical, "The deployment's policies cannot be used, so the service stops: {Errors}")]
    private partial void LogRefused(string errors);
}
