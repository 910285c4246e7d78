using System.Diagnostics;
using System.Diagnostics.Metrics;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Chat.Api.Telemetry;

/// <summary>The spans and metrics of the live chat. No name and no text goes into any of them (law 5).</summary>
internal sealed class ChatTelemetry
{
    public static readonly ActivitySource Source = new(TelemetryNames.Chat);

    /// <summary>The span of one reconciliation of the live state with the record.</summary>
    public const string LiveRebuild = "webchat.live_rebuild";

    /// <summary>The span of one message until it is committed in the record.</summary>
    public const string Record = "webchat.record";

    /// <summary>The span of one committed message on its way to those who take part.</summary>
    public const string Publish = "webchat.publish";

    /// <summary>The span of asking whether somebody may follow a chat.</summary>
    public const string Enforce = "webchat.chat.enforce";

    /// <summary>The span of following a chat; it lasts as long.</summary>
    public const string Monitor = "webchat.chat.monitor";

    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _appendDuration;
    private readonly Histogram<double> _firstAnswer;
    private readonly Histogram<double> _wait;
    private readonly Counter<long> _abandoned;

    public ChatTelemetry(IMeterFactory meters)
    {
        Meter = meters.Create(TelemetryNames.Chat);
        _batchSize = Meter.CreateHistogram(
            "webchat.append.batch_size",
            "{message}",
            "Messages in one append to the record",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 256] }
        );
        _appendDuration = Meter.CreateHistogram(
            "webchat.append.duration",
            "s",
            "Time that one append to the record took, failed ones included",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5],
            }
        );
        _wait = Meter.CreateHistogram(
            "webchat.chat.wait",
            "s",
            "Time in the queue until an adviser had the chat for the first time",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600],
            }
        );
        _abandoned = Meter.CreateCounter<long>(
            "webchat.chats.abandoned",
            "{chat}",
            "Chats whose resident gave up waiting"
        );
        _firstAnswer = Meter.CreateHistogram(
            "webchat.chat.first_answer",
            "s",
            "Time from the start of a chat to its adviser's first message",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600],
            }
        );
    }

    public Meter Meter { get; }

    /// <summary>Somebody is answered for the first time, after waiting.</summary>
    public void Answered(string service, TimeSpan waited) => _wait.Record(waited.TotalSeconds, Tag(service));

    /// <summary>Somebody gave up before they were answered.</summary>
    public void Abandoned(string service) => _abandoned.Add(1, Tag(service));

    private static KeyValuePair<string, object?> Tag(string service) => new(TelemetryNames.Service, service);

    public void Appended(int size, TimeSpan duration, string outcome)
    {
        var tag = new KeyValuePair<string, object?>(TelemetryNames.Outcome, outcome);
        _batchSize.Record(size, tag);
        _appendDuration.Record(duration.TotalSeconds, tag);
    }

    public void FirstAnswer(string service, TimeSpan wait) =>
        _firstAnswer.Record(wait.TotalSeconds, new KeyValuePair<string, object?>(TelemetryNames.Service, service));
}
