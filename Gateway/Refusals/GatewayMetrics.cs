using System.Diagnostics.Metrics;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Gateway.Refusals;

/// <summary>Counts what the gateway itself answered with no, by the problem's code.</summary>
internal sealed class GatewayMetrics
{
    public const string Refused = "webchat.gateway.refused";

    private readonly Counter<long> _refused;

    public GatewayMetrics(IMeterFactory meters) =>
        _refused = meters
            .Create(TelemetryNames.Gateway)
            .CreateCounter<long>(Refused, "{request}", "Requests that the gateway refused or could not pass on.");

    public void CountRefusal(string code) =>
        _refused.Add(1, new KeyValuePair<string, object?>(TelemetryNames.ReasonCode, code));
}
