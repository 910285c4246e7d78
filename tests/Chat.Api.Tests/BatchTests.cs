using System.Diagnostics;
using System.Diagnostics.Metrics;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Messages;
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
