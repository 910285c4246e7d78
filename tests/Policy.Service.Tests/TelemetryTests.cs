using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using WebchatAspire.ServiceDefaults.Telemetry;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>Laws 4 and 5: every decision is a trace with its entry, and nobody's name or words are in it.</summary>
public sealed class TelemetryTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    [Fact]
    public async Task A_denied_decision_is_a_trace_and_no_error()
    {
        var chat = Guid.CreateVersion7();
        using var spans = new Spans();
        using var counts = new Counts();

        var response = await application.EvaluateAsync(
            Requests.Retrieval("the-officer", chat, "AAAA-9999", "MARKED/CASE", "marked purpose"),
            application.Issuer.Staff("the-officer", ["records-officer"])
        );

        var context = (await PolicyApplication.ReadAsync(response)).GetProperty("context");
        var decided = spans.Single(TelemetryNames.ChatId, chat);
        var appended = spans.All.Single(span =>
            span.ParentSpanId == decided.SpanId && span.Source.Name == TelemetryNames.Policy
        );
        Assert.Equal("webchat.policy.evaluate", decided.OperationName);
        Assert.Equal("webchat.ledger.append", appended.OperationName);
        Assert.Equal(ActivityStatusCode.Unset, decided.Status);
        Assert.Equal("deny", decided.GetTagItem(TelemetryNames.Decision));
        Assert.Equal("P3", decided.GetTagItem(TelemetryNames.Clause));
        Assert.Equal("unknown-purpose", decided.GetTagItem(TelemetryNames.ReasonCode));
        Assert.Equal("unknown", decided.GetTagItem(TelemetryNames.Purpose));
        Assert.Equal("decision", appended.GetTagItem(TelemetryNames.LedgerKind));
        Assert.Equal(context.GetProperty("ledger_index").GetInt64(), appended.GetTagItem(TelemetryNames.LedgerIndex));
        Assert.Contains(
            counts.All,
            tags => tags.Contains(new("webchat.purpose", "unknown")) && tags.Contains(new("webchat.decision", "deny"))
        );

        var stored = (await application.Database.EntriesAsync())[^1];
        Assert.Contains(decided.TraceId.ToHexString(), stored.Entry, StringComparison.Ordinal);
        var told = spans
            .All.SelectMany(span => span.TagObjects)
            .Select(tag => tag.Value?.ToString() ?? "")
            .Append(stored.Entry)
            .ToList();
        Assert.All(told, text => Assert.DoesNotContain("marked", text, StringComparison.OrdinalIgnoreCase));
        Assert.All(told, text => Assert.DoesNotContain("the-officer", text, StringComparison.Ordinal));
        Assert.DoesNotContain(chat.ToString(), stored.Entry, StringComparison.Ordinal);
    }

    private sealed class Spans : IDisposable
    {
        private readonly ConcurrentQueue<Activity> _stopped = new();
        private readonly ActivityListener _listener;

        public Spans()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = _ => true,
                Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = _stopped.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public IEnumerable<Activity> All => _stopped;

        public Activity Single(string tag, object value) => _stopped.Single(span => value.Equals(span.GetTagItem(tag)));

        public void Dispose() => _listener.Dispose();
    }

    private sealed class Counts : IDisposable
    {
        private readonly MeterListener _listener = new();

        public Counts()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "webchat.decisions")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) => All.Enqueue([.. tags]));
            _listener.Start();
        }

        public ConcurrentQueue<KeyValuePair<string, object?>[]> All { get; } = new();

        public void Dispose() => _listener.Dispose();
    }
}
