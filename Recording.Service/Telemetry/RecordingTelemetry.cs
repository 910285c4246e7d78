using System.Diagnostics;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Recording.Service.Telemetry;

/// <summary>The spans of the record. None of them carries a name, a text or a justification (law 5).</summary>
internal static class RecordingTelemetry
{
    public const string Append = "webchat.recording.append";
    public const string Enforce = "webchat.recording.enforce";
    public const string Read = "webchat.recording.read";

    public static readonly ActivitySource Source = new(TelemetryNames.Recording);

    /// <summary>The trace to store beside what is written, in the 32 hex digits of W3C Trace Context.</summary>
    public static string? TraceId => Activity.Current?.TraceId.ToHexString();
}
