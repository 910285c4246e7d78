using Microsoft.Extensions.Options;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Ledger.Checkpoints;
using WebchatAspire.Policy.Service.Ledger.Notes;

namespace WebchatAspire.Policy.Service.Ledger.Witness;

/// <summary>
/// Copies the newest checkpoint to the second party, at most one a second. A copy that fails is tried again and holds up
/// nothing; but where the second party has what the log does not stand by, nothing more is signed.
/// </summary>
internal sealed partial class WitnessCopies(
    IOptions<LedgerOptions> options,
    IHttpClientFactory clients,
    IServiceScopeFactory scopes,
    LedgerCondition condition,
    LedgerTelemetry telemetry,
    TimeProvider clock,
    ILogger<WitnessCopies> logger
) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private long _copied = -1;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (string.IsNullOrEmpty(options.Value.Witness))
        {
            return;
        }
        var witness = WitnessOf(options.Value.Witness);
        var wait = Pace;
        while (!stoppingToken.IsCancellationRequested)
        {
            var succeeded = await TryCopyAsync(witness, stoppingToken);
            wait = succeeded ? Pace : TimeSpan.FromTicks(Math.Min(2 * wait.Ticks, LongestWait.Ticks));
            await Task.Delay(wait, clock, stoppingToken);
        }
    }

    private IWitness WitnessOf(string setting) =>
        LedgerOptions.WebAddress(setting) is { } address
            ? new HttpWitness(clients, address)
            : new FolderWitness(setting);

    private async Task<bool> TryCopyAsync(IWitness witness, CancellationToken cancellationToken)
    {
        try
        {
            if (await NewestAsync(cancellationToken) is { } newest)
            {
                await CopyAsync(witness, newest, cancellationToken);
            }
            condition.CopiesFail(false);
            return true;
        }
        catch (WitnessConflictException exception)
        {
            telemetry.Copied(succeeded: false);
            if (condition.Conflicts(exception.Message))
            {
                LogConflict(exception.Message);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            telemetry.Copied(succeeded: false);
            if (condition.CopiesFail(true))
            {
                LogFailed(exception.GetBaseException().GetType().Name);
            }
        }
        return false;
    }

    private async Task CopyAsync(IWitness witness, SignedCheckpoint newest, CancellationToken cancellationToken)
    {
        try
        {
            await witness.CopyAsync(newest, cancellationToken);
            _copied = newest.Size;
            telemetry.Copied(succeeded: true);
            condition.Conflicts(null);
        }
        catch (WitnessConflictException)
        {
            // Another process may have signed and copied a newer one in the meantime; that one is looked at next.
            if (await NewestAsync(cancellationToken) is not { } now || now.Size == newest.Size)
            {
                throw;
            }
        }
    }

    /// <summary>The newest checkpoint, unless it was copied already.</summary>
    private async Task<SignedCheckpoint?> NewestAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var newest = await scope
            .ServiceProvider.GetRequiredService<PolicyContext>()
            .NewestCheckpointAsync(cancellationToken);
        return newest is null || newest.Size == _copied ? null : SignedCheckpoint.Parse(newest.Note);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "A checkpoint could not be copied to the second party ({ExceptionType}); it is tried again"
    )]
    private partial void LogFailed(string exceptionType);

    [LoggerMessage(
        LogLevel.Critical,
        "The second party does not have what the ledger has: {Conflict}. No more checkpoints are signed"
    )]
    private partial void LogConflict(string conflict);
}
