using System.Diagnostics;
using WebchatAspire.Chat.Api.Telemetry;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Chat.Api.Messages;

/// <summary>
/// The span of a batch: a root of its own, linked to the sampled sends that it carries. What follows for one message
/// alone, its publishing, is in the trace of its send again.
/// </summary>
internal static class BatchSpan
{
    /// <summary>The limit of links that the OpenTelemetry specification recommends for a span.</summary>
    private const int MaxLinks = 128;

    public static Activity? Start(IReadOnlyCollection<PendingSend> batch)
    {
        // A batch belongs to no single send, so it must not become the child of one.
        Activity.Current = null;
        // The links are there from the beginning because the sampler decides by them.
        var links = batch
            .Where(send => send.Trace.TraceFlags.HasFlag(ActivityTraceFlags.Recorded))
            .Take(MaxLinks)
            .Select(send => new ActivityLink(send.Trace));
        return ChatTelemetry.Source.StartActivity(
            TelemetryNames.AppendBatch,
            ActivityKind.Internal,
            parentContext: default,
            tags: [new(TelemetryNames.BatchSize, batch.Count)],
            links: links.ToList()
        );
    }

    /// <summary>Publishing one message: part of its send's trace, and of none if that was not sampled.</summary>
    public static Activity? StartPublish(PendingSend send)
    {
        Activity.Current = null;
        return send.Trace.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            ? ChatTelemetry.Source.StartActivity(ChatTelemetry.Publish, ActivityKind.Producer, send.Trace)
            : null;
    }
}
