using System.Diagnostics.Metrics;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Policy.Service.Ledger.Checkpoints;

/// <summary>What the log does on its own account. It leaves no spans: no request led to it.</summary>
internal sealed class LedgerTelemetry
{
    private const string Ok = "ok";
    private const string RefusedOutcome = "refused";
    private const string FailedOutcome = "failed";

    private readonly Counter<long> _checkpoints;
    private readonly Histogram<double> _lag;
    private readonly Counter<long> _copies;

    public LedgerTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(TelemetryNames.Policy);
        _checkpoints = meter.CreateCounter<long>(
            "webchat.ledger.checkpoints",
            "{checkpoint}",
            "Attempts to sign a checkpoint of the ledger"
        );
        _lag = meter.CreateHistogram<double>(
            "webchat.ledger.checkpoint.lag",
            "s",
            "From the append of the oldest entry that a checkpoint is the first to cover until its commit"
        );
        _copies = meter.CreateCounter<long>(
            "webchat.ledger.witness.copies",
            "{copy}",
            "Attempts to copy a checkpoint to the second party"
        );
    }

    public void Signed(int entries, TimeSpan? lag)
    {
        _checkpoints.Add(1, Outcome(Ok));
        if (entries > 0 && lag is { } time)
        {
            _lag.Record(time.TotalSeconds);
        }
    }

    public void Refused() => _checkpoints.Add(1, Outcome(RefusedOutcome));

    public void Failed() => _checkpoints.Add(1, Outcome(FailedOutcome));

    public void Copied(bool succeeded) => _copies.Add(1, Outcome(succeeded ? Ok : FailedOutcome));

    private static KeyValuePair<string, object?> Outcome(string outcome) => new(TelemetryNames.Outcome, outcome);
}
