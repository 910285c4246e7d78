using System.Diagnostics.Metrics;
using WebchatAspire.Chat.Api.Telemetry;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Chat.Api.Live;

/// <summary>
/// The metric of waiting chats. It reports what <see cref="LiveWatch"/> read last, as a collection must not wait for
/// Redis. Every replica reports the same queues: take the maximum over replicas, not the sum.
/// </summary>
internal sealed class WaitingChats
{
    private IReadOnlyDictionary<string, int> _lengths = new Dictionary<string, int>();

    public WaitingChats(ChatTelemetry telemetry) =>
        telemetry.Meter.CreateObservableGauge(
            "webchat.chats.waiting",
            Observe,
            "{chat}",
            "Chats that wait for an adviser, by service"
        );

    public void Set(IReadOnlyDictionary<string, int> lengths) => Volatile.Write(ref _lengths, lengths);

    private IEnumerable<Measurement<int>> Observe() =>
        Volatile
            .Read(ref _lengths)
            .Select(queue => new Measurement<int>(
                queue.Value,
                new KeyValuePair<string, object?>(TelemetryNames.Service, queue.Key)
            ));
}
