using System.Diagnostics;
using System.Diagnostics.Metrics;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Recording.Service.Telemetry;

/// <summary>The spans and metrics of the record. None of them carries a name, a text or a justification (law 5).</summary>
internal static class RecordingTelemetry
{
    public const string Append = "webchat.recording.append";
    public const string Enforce = "webchat.recording.enforce";
    public const string Read = "webchat.recording.read";

    public static readonly ActivitySource Source = new(TelemetryNames.Recording);

    private static readonly Meter Meter = new(TelemetryNames.Recording);

    public static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>(
        "webchat.append.batch_size",
        "{event}",
        "Events that one append statement carried."
    );

    public static readonly Histogram<double> AppendDuration = Meter.CreateHistogram<double>(
        "webchat.append.duration",
        "s",
        "Time from the call to the commit of one append statement."
    );

    /// <summary>The trace to store beside what is written, in the 32 hex digits of W3C Trace Context.</summary>
    public static string? TraceId => Activity.Current?.TraceId.ToHexString();
}
