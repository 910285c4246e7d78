using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Messages;
using WebchatAspire.Chat.Api.Telemetry;
using WebchatAspire.Chat.Api.Tests.Setting;
using WebchatAspire.Contracts.Record;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Chat.Api.Tests;

public sealed class BatchTests(ChatSetting stack)
{
    [Fact(Timeout = 60_000)]
    public async Task Messages_that_come_together_share_a_commit_and_keep_their_order()
    {
        const int Messages = 1000;
        using var resident = await stack.StartChatAsync();
        var sender = await ParticipantAsync(resident.ChatId);
        var sizes = new List<int>();
        using var listener = Listen("webchat.append.batch_size", sizes);

        var sends = Enumerable.Range(0, Messages).Select(i => new PendingSend(sender, Guid.NewGuid(), $"Message {i}"));
        var outcomes = await Task.WhenAll(sends.Select(stack.Chat.Get<MessageBatcher>().SendAsync).ToList())
            .WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(3, Messages).Select(seq => (long)seq), outcomes.Select(outcome => outcome.Seq));
        Assert.Equal(Messages, sizes.Sum());
        Assert.InRange(sizes.Count, Messages / 256, Messages / 10);
    }

    [Fact(Timeout = 60_000)]
    public async Task Stopping_stores_what_waits_and_takes_no_more()
    {
        await using var replica = stack.NewReplica();
        using var resident = await stack.StartChatAsync(replica);
        var sender = await ParticipantAsync(resident.ChatId);
        var batcher = replica.Get<MessageBatcher>();

        var sends = Enumerable.Range(0, 500).Select(i => new PendingSend(sender, Guid.NewGuid(), $"Message {i}"));
        var sending = sends.Select(batcher.SendAsync).ToList();
        await batcher.StopAsync(TestContext.Current.CancellationToken);
        var late = await batcher.SendAsync(new PendingSend(sender, Guid.NewGuid(), "Late"));

        Assert.All(await Task.WhenAll(sending), outcome => Assert.Null(outcome.Fault));
        Assert.Equal("busy", late.Fault?.Code);
        Assert.Equal(502, (await resident.GetAsync(TestContext.Current.CancellationToken)).LastSeq);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_batch_is_a_trace_of_its_own_with_links_to_the_sends_it_carries()
    {
        using var resident = await stack.StartChatAsync();
        var sender = await ParticipantAsync(resident.ChatId);
        var batches = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is TelemetryNames.Chat or "tests",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = batches.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("tests");
        using var send = source.StartActivity("send")!;

        await stack.Chat.Get<MessageBatcher>().SendAsync(new PendingSend(sender, Guid.NewGuid(), "Hello"));

        Activity? batch;
        while ((batch = batches.FirstOrDefault(IsOurs)) is null)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        Assert.Null(batch.Parent);
        Assert.NotEqual(send.TraceId, batch.TraceId);

        bool IsOurs(Activity activity) =>
            activity.OperationName == TelemetryNames.AppendBatch
            && activity.Links.Any(link => link.Context.SpanId == send.SpanId);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_message_that_cannot_be_published_ends_no_sending()
    {
        var published = 0;
        var line = new GroupLine
        {
            ToGroup = group =>
                group.StartsWith("chat:", StringComparison.Ordinal) && Interlocked.Increment(ref published) == 1
                    ? throw new InvalidOperationException("Nobody expected this.")
                    : Task.CompletedTask,
        };
        await using var replica = stack.NewReplica(configure: line.AddTo);
        using var resident = await stack.StartChatAsync(replica);
        var sender = await ParticipantAsync(resident.ChatId);
        var batcher = replica.Get<MessageBatcher>();

        for (var seq = 3; seq <= 5; seq++)
        {
            var outcome = await batcher
                .SendAsync(new PendingSend(sender, Guid.NewGuid(), "Hello"))
                .WaitAsync(TestContext.Current.CancellationToken);
            Assert.Equal((null, (long)seq), (outcome.Fault, outcome.Seq));
        }
        await batcher.StopAsync(TestContext.Current.CancellationToken);
        Assert.True(published >= 3);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_loop_that_breaks_answers_everybody_and_stops_the_replica()
    {
        using var resident = await stack.StartChatAsync();
        var sender = await ParticipantAsync(resident.ChatId);
        using var replica = new Lifetime();
        var batcher = ActivatorUtilities.CreateInstance<MessageBatcher>(
            stack.Chat.Services,
            replica,
            new BrokenClock()
        );

        var sends = Enumerable.Range(0, 500).Select(i => new PendingSend(sender, Guid.NewGuid(), $"Message {i}"));
        var sending = sends.Select(batcher.SendAsync).ToList();
        await batcher.StartAsync(TestContext.Current.CancellationToken);

        var outcomes = await Task.WhenAll(sending).WaitAsync(TestContext.Current.CancellationToken);
        Assert.All(outcomes, outcome => Assert.Equal("message-not-saved", outcome.Fault?.Code));
        await batcher.StopAsync(TestContext.Current.CancellationToken);
        Assert.True(replica.ApplicationStopping.IsCancellationRequested);
        var late = await batcher.SendAsync(new PendingSend(sender, Guid.NewGuid(), "Late"));
        Assert.Equal("busy", late.Fault?.Code);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_span_of_publishing_lasts_until_the_message_is_on_its_way()
    {
        var (reached, passed) = (new TaskCompletionSource(), new TaskCompletionSource());
        var line = new GroupLine
        {
            ToGroup = _ =>
            {
                reached.TrySetResult();
                return passed.Task;
            },
        };
        await using var replica = stack.NewReplica(configure: line.AddTo);
        using var resident = await stack.StartChatAsync();
        var sender = await ParticipantAsync(resident.ChatId);
        var ended = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is TelemetryNames.Chat or "tests",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("tests");
        using var send = source.StartActivity("send")!;

        await replica.Get<MessageBatcher>().SendAsync(new PendingSend(sender, Guid.NewGuid(), "Hello"));
        await reached.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(ended, IsOurs);
        passed.SetResult();

        await replica.Get<MessageBatcher>().StopAsync(TestContext.Current.CancellationToken);
        Assert.Contains(ended, IsOurs);

        bool IsOurs(Activity activity) =>
            activity.OperationName == ChatTelemetry.Publish && activity.ParentSpanId == send.SpanId;
    }

    private sealed class BrokenClock : TimeProvider
    {
        public override long GetTimestamp() => throw new InvalidOperationException("Nobody expected this.");
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;
        public CancellationToken ApplicationStopping => _stopping.Token;
        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }

    private async Task<Participant> ParticipantAsync(Guid chatId) =>
        await stack.Chat.Get<LiveState>().FindAsync(chatId, TestContext.Current.CancellationToken) is { } chat
            ? new Participant(chat, Party.Resident, "", null)
            : throw new InvalidOperationException();

    private static MeterListener Listen(string instrument, List<int> values)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (published, self) =>
            {
                if (published.Name == instrument && published.Meter.Name == TelemetryNames.Chat)
                {
                    self.EnableMeasurementEvents(published);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>(
            (_, value, _, _) =>
            {
                lock (values)
                {
                    values.Add(value);
                }
            }
        );
        listener.Start();
        return listener;
    }
}
