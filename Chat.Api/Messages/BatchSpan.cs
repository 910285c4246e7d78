using System.Diagnostics;
using WebchatAspire.Chat.Api.Telemetry;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Chat.Api.Messages;

/// <summary>The span of a batch: a root of its own, linked to the sampled sends that it carries.</summary>
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
}
