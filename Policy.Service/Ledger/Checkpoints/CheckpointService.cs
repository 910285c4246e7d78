using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Policy.Service.Ledger.Checkpoints;

/// <summary>Signs a checkpoint soon after each append, and one at the start. What it finds wrong it says once, and looks again.</summary>
internal sealed partial class CheckpointService(
    CheckpointSigner signer,
    AppendSignal appended,
    LedgerCondition condition,
    LedgerTelemetry telemetry,
    ILogger<CheckpointService> logger
) : BackgroundService
{
    /// <summary>Under load one checkpoint covers what was appended in this time.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private bool _failing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await TrySignAsync(stoppingToken))
            {
                await Task.Delay(Pace, stoppingToken);
            }
            else
            {
                await appended.WaitAsync(Poll, stoppingToken);
            }
        }
    }

    private async Task<bool> TrySignAsync(CancellationToken cancellationToken)
    {
        try
        {
            var signed = await signer.SignAsync(cancellationToken);
            condition.Refused(null);
            _failing = false;
            return signed;
        }
        catch (LedgerDisagreementException exception)
        {
            telemetry.Refused();
            if (condition.Refused(exception.Message))
            {
                LogRefused(exception.Message);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // An outage heals; anything else must not end the service that goes on deciding. Both show as failures.
            telemetry.Failed();
            if (!_failing)
            {
                LogFailed(exception.IsOutage(), exception.GetBaseException().GetType().Name);
            }
            _failing = true;
        }
        return false;
    }

    [LoggerMessage(LogLevel.Critical, "No checkpoint of the ledger is signed: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(LogLevel.Error, "A checkpoint could not be made (outage: {IsOutage}): {ExceptionType}")]
    private partial void LogFailed(bool isOutage, string exceptionType);
}
