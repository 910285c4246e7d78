using System.Diagnostics;
using OpenTelemetry.Trace;

namespace WebchatAspire.ServiceDefaults.Telemetry;

/// <summary>
/// Decides for the roots of traces. A hub invocation is the one thing that happens thousands of times a second, so it is
/// sampled by a ratio; an append batch is kept when one of the sends that it carries was kept; what a service asks its
/// stores or the gateway its replicas on its own account (to watch them, to be healthy) is not kept; all else, and with it every monitoring and
/// retrieval, is always kept (law 4).
/// </summary>
/// <param name="messageRatio">From 0 to 1.</param>
public sealed class WebchatSampler(double messageRatio) : Sampler
{
    /// <summary>The operation name that ASP.NET Core gives to a hub invocation, whatever the method.</summary>
    private const string HubInvocation = "Microsoft.AspNetCore.SignalR.Server.InvocationIn";

    /// <summary>What YARP calls a round of its probes of the replicas: one each second.</summary>
    private const string ReplicaProbes = "proxy.cluster_health_checks";

    private readonly TraceIdRatioBasedSampler _messages = new(messageRatio);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        if (samplingParameters.Name == HubInvocation)
        {
            return _messages.ShouldSample(samplingParameters);
        }
        if (samplingParameters.Name == TelemetryNames.AppendBatch)
        {
            var kept = samplingParameters.Links?.Any(link =>
                link.Context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            );
            return new SamplingResult(kept is true);
        }
        // A call that nobody's request led to: retrievals begin with a request at the gateway.
        return new SamplingResult(
            samplingParameters.Kind != ActivityKind.Client && samplingParameters.Name != ReplicaProbes
        );
    }
}
