using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Ledger.Checkpoints;
using WebchatAspire.Policy.Service.Ledger.Notes;

namespace WebchatAspire.Policy.Service.Ledger.Verification;

/// <summary>
/// Checks the log as this process serves it to everybody, by the code of the command <c>verify</c>, and tells how far it is.
/// The keys are those that the process was given and those that the log says signed before them.
/// </summary>
internal sealed partial class VerificationRunner(
    IServiceScopeFactory scopes,
    IServer server,
    LedgerKeys keys,
    TimeProvider clock,
    ILogger<VerificationRunner> logger
) : BackgroundService
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(500);

    private readonly Channel<Guid> _asked = Channel.CreateUnbounded<Guid>();

    public void Start(Guid id) => _asked.Writer.TryWrite(id);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var id in _asked.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await RunAsync(id, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The run is found to be interrupted after a while; the service goes on deciding.
                LogBroken(id, exception.GetBaseException().GetType().Name);
            }
        }
    }

    private async Task RunAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PolicyContext>();
        var run = await database.VerificationRuns.SingleAsync(one => one.Id == id, cancellationToken);
        // The row belongs to this method alone: what changed while it was being saved would never be saved.
        var progress = new StrongBox<Progress>(new Progress(0, null));
        var checking = CheckAsync(progress, await KeysAsync(database, cancellationToken), cancellationToken);
        while (await Task.WhenAny(checking, Task.Delay(TellEvery, CancellationToken.None)) != checking)
        {
            await TellAsync(database, run, progress);
        }
        var (state, findings, count) = await checking;
        (run.State, run.Findings, run.FindingCount) = (state, [.. findings], count);
        run.EndedAt = clock.GetUtcNow();
        await TellAsync(database, run, progress);
        LogEnded(id, state, run.EntriesChecked, count);
    }

    private async Task<(string State, IReadOnlyList<string> Findings, int Count)> CheckAsync(
        StrongBox<Progress> progress,
        IReadOnlyList<VerifierKey> trusted,
        CancellationToken cancellationToken
    )
    {
        var findings = new Findings(TextWriter.Null);
        try
        {
            using var log = new WebLogSource(OwnLog());
            var input = new VerifierInput(
                log,
                trusted,
                Older: null,
                Second: null,
                (done, size) => progress.Value = new Progress(done, size)
            );
            await new LogVerifier(input, findings, TextWriter.Null).RunAsync(cancellationToken);
        }
        catch (LogUnreadableException exception)
        {
            return findings.Count > 0
                ? (VerificationStates.Wrong, findings.First, findings.Count)
                : (VerificationStates.Unreadable, [exception.Message], 0);
        }
        catch (OperationCanceledException)
        {
            return (VerificationStates.Interrupted, findings.First, findings.Count);
        }
        var state = findings.Count == 0 ? VerificationStates.Right : VerificationStates.Wrong;
        return (state, findings.First, findings.Count);
    }

    private async Task TellAsync(PolicyContext database, VerificationRun run, StrongBox<Progress> progress)
    {
        (run.EntriesChecked, run.Size) = progress.Value!;
        run.SeenAt = clock.GetUtcNow();
        // Not given up when the process is: that it was interrupted is told too.
        await database.SaveChangesAsync(CancellationToken.None);
    }

    private async Task<IReadOnlyList<VerifierKey>> KeysAsync(
        PolicyContext database,
        CancellationToken cancellationToken
    )
    {
        var history = await KeyHistory.ReadAsync(database, cancellationToken);
        return [.. history.Vkeys.Append(keys.Current.Verifier.Text).Distinct().Select(VerifierKey.Parse)];
    }

    private sealed record Progress(long Done, long? Size);

    /// <summary>Where this process serves the log; a wildcard is reached at this machine's own name.</summary>
    private Uri OwnLog()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var own =
            addresses.Select(BindingAddress.Parse).OrderBy(one => one.Scheme, StringComparer.Ordinal).FirstOrDefault()
            ?? throw new LogUnreadableException("This process serves the log nowhere.");
        var host = own.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : own.Host;
        return new UriBuilder(own.Scheme, host, own.Port, "ledger").Uri;
    }

    [LoggerMessage(
        LogLevel.Information,
        "Verification {Id} of the ledger ended: {State}, {Entries} entries checked, {Findings} findings"
    )]
    private partial void LogEnded(Guid id, string state, long entries, int findings);

    [LoggerMessage(LogLevel.Error, "Verification {Id} of the ledger broke off: {ExceptionType}")]
    private partial void LogBroken(Guid id, string exceptionType);
}
