using WebchatAspire.Chat.Api.Hubs;
using WebchatAspire.Chat.Api.Tests.Setting;
using WebchatAspire.ChatClient;
using WebchatAspire.Contracts.Chats;

namespace WebchatAspire.Chat.Api.Tests;

/// <summary>Whoever does not read harms nobody else, and misses nothing for good.</summary>
public sealed class SlowConsumerTests(ChatSetting stack)
{
    private const int Windows = 20;
    private const int Events = 2_000;

    /// <summary>Together far less than what <see cref="Windows"/> unread windows would fill without a bound.</summary>
    private const long Flat = 8 * 1024 * 1024;

    /// <summary>More messages than people at their rate limits send, in bytes less than those could.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    /// <summary>Far below the time that a client may leave its events unread.</summary>
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(3);

    private static readonly string Text = new('x', 250);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task A_client_that_does_not_read_is_dropped_delays_nobody_and_gets_everything_when_it_returns()
    {
        await using var replica = stack.NewReplica(configure: UnreadSocket.KeepLittleInNetwork);
        using var resident = await stack.StartChatAsync(replica);
        using var adviser = stack.NewAdviser(replica);
        await adviser.AcceptAsync(Neighbours.Repairs, resident.ChatId, Ending);
        await using var desk = await adviser.ConnectAsync(Ending);
        var inbox = new Inbox(desk);
        await desk.JoinAsync(resident.ChatId);
        var frozen = await Task.WhenAll(
            Enumerable.Range(0, Windows).Select(_ => UnreadSocket.JoinAsync(resident.Session, resident.ChatId, Ending))
        );
        var connections = replica.Get<LocalConnections>();
        Assert.Equal(Windows + 1, connections.Count);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var last = await SayAsync(desk, resident.ChatId, inbox, connections);

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, Flat);
        Assert.Equal(Enumerable.Range(1, (int)last), await ReturnAsync(resident));
        foreach (var window in frozen)
        {
            window.Dispose();
        }
    }

    /// <summary>It never sends a ping either, from which on alone SignalR would miss it.</summary>
    [Fact(Timeout = 120_000)]
    public async Task A_client_that_says_nothing_and_answers_nothing_is_dropped_though_nothing_is_sent_to_it()
    {
        await using var replica = stack.NewReplica();
        using var resident = await stack.StartChatAsync(replica);
        using var frozen = await UnreadSocket.JoinAsync(resident.Session, resident.ChatId, Ending);
        var connections = replica.Get<LocalConnections>();
        Assert.Equal(1, connections.Count);

        while (connections.Count > 0)
        {
            await Task.Delay(100, Ending);
        }
    }

    /// <summary>Each message is seen by the one who reads before the next is sent, until all who do not are dropped.</summary>
    /// <returns>The number of the last.</returns>
    private static async Task<long> SayAsync(
        LiveConnection desk,
        Guid chatId,
        Inbox inbox,
        LocalConnections connections
    )
    {
        using var pace = new PeriodicTimer(Pace);
        var seq = 0L;
        for (var sent = 0; sent < Events || connections.Count > 1; sent++)
        {
            await pace.WaitForNextTickAsync(Ending);
            var answer = await desk.SendAsync(chatId, Guid.CreateVersion7(), Text);
            Assert.True(answer.Ok, answer.Code);
            seq = answer.Seq;
            var heard = await inbox.NextEventAsync().WaitAsync(Prompt, Ending);
            Assert.Equal(seq, heard.Seq);
        }
        return seq;
    }

    /// <returns>The numbers of all events, in the order in which a page that was reloaded gets them.</returns>
    private static async Task<IEnumerable<int>> ReturnAsync(ResidentClient resident)
    {
        await using var page = await resident.ConnectAsync(Ending);
        var answer = await page.JoinAsync(resident.ChatId);
        var events = new List<ChatEvent>(answer.Events!);
        while (answer.More)
        {
            answer = await page.EventsAfterAsync(resident.ChatId, events[^1].Seq);
            events.AddRange(answer.Events!);
        }
        return events.Select(one => (int)one.Seq);
    }
}
