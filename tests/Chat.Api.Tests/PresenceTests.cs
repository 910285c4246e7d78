using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using WebchatAspire.Chat.Api.Departures;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Tests.Setting;
using WebchatAspire.ChatClient;
using WebchatAspire.Contracts.Chats;

namespace WebchatAspire.Chat.Api.Tests;

/// <summary>Who is there, who is gone, and who gets the next chat.</summary>
public sealed class PresenceTests(ChatSetting stack)
{
    private static readonly Dictionary<string, string> SoonGone = new()
    {
        ["Presence:AdviserGone"] = "00:00:02",
        ["Presence:ResidentGone"] = "00:00:02",
        ["Presence:ResidentGoneWithoutScripts"] = "00:00:04",
    };

    private static readonly Dictionary<string, string> SoonIdle = new()
    {
        ["Idle:WarnAfter"] = "00:00:02",
        // Long enough to keep the chat open on a busy machine.
        ["Idle:EndAfter"] = "00:00:10",
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 90_000)]
    public async Task The_chats_of_an_adviser_who_vanishes_are_next_in_their_queue()
    {
        await using var replica = stack.NewReplica(settings: SoonGone);
        using var before = await stack.StartChatAsync(replica);
        using var resident = await stack.StartChatAsync(replica);
        using var adviser = stack.NewAdviser(replica);
        await using var waiting = await before.ConnectAsync(Stop);
        await waiting.JoinAsync(before.ChatId);
        await using var theirs = await resident.ConnectAsync(Stop);
        var seen = new Inbox(theirs);
        await theirs.JoinAsync(resident.ChatId);
        var connection = await adviser.ConnectAsync(Stop);
        await connection.WatchQueueAsync();
        await adviser.AcceptAsync(Neighbours.Repairs, resident.ChatId, Stop);

        await connection.DisposeAsync();

        Assert.Equal(EventKinds.Assigned, (await seen.NextEventAsync()).Kind);
        var moved = await seen.NextEventAsync();
        Assert.Equal((EventKinds.Moved, "system", "queue"), (moved.Kind, moved.Party, moved.Code));
        Assert.True((await resident.GetAsync(Stop)).Position < (await before.GetAsync(Stop)).Position);
    }

    [Fact(Timeout = 90_000)]
    public async Task A_resident_who_does_not_wait_leaves_the_queue_and_one_who_does_stays()
    {
        await using var replica = stack.NewReplica(settings: SoonGone);
        using var patient = await stack.StartChatAsync(replica);
        using var impatient = await stack.StartChatAsync(replica);
        await using var waiting = await patient.ConnectAsync(Stop);
        await waiting.JoinAsync(patient.ChatId);
        var connection = await impatient.ConnectAsync(Stop);
        var watching = new Inbox(waiting);
        await connection.JoinAsync(impatient.ChatId);

        await connection.DisposeAsync();

        // Asking for the chat would count as being there, so the queue is asked.
        using var adviser = stack.NewAdviser(replica);
        while (await WaitsAsync(adviser, impatient.ChatId))
        {
            await watching.NextPositionOrAsync(TimeSpan.FromMilliseconds(200));
        }
        Assert.Equal(EventCodes.Abandoned, (await impatient.GetAsync(Stop)).Outcome);
        Assert.Equal(ChatStates.Waiting, (await patient.GetAsync(Stop)).State);
    }

    [Fact(Timeout = 90_000)]
    public async Task An_idle_chat_is_warned_once_by_all_replicas_can_be_kept_open_and_then_ends()
    {
        await using var replica = stack.NewReplica(settings: SoonIdle);
        await using var another = stack.NewReplica(settings: SoonIdle);
        using var resident = await stack.StartChatAsync(replica);
        using var adviser = stack.NewAdviser(replica);
        await using var theirs = await resident.ConnectAsync(Stop);
        var seen = new Inbox(theirs);
        await theirs.JoinAsync(resident.ChatId);
        await using var advisers = await adviser.ConnectAsync(Stop);
        await advisers.WatchQueueAsync();
        await adviser.AcceptAsync(Neighbours.Repairs, resident.ChatId, Stop);
        Assert.Equal(EventKinds.Assigned, (await seen.NextEventAsync()).Kind);

        Assert.Equal(EventCodes.IdleWarning, (await seen.NextNewEventAsync()).Code);
        await ClosesAsync(resident);
        await resident.Session.PostAsync<SentMessage>(
            $"/api/chats/{resident.ChatId}/keep-open",
            new { messageId = Guid.NewGuid() },
            Stop
        );

        Assert.Equal(EventCodes.KeptOpen, (await seen.NextNewEventAsync()).Code);
        Assert.Equal(EventCodes.IdleWarning, (await seen.NextNewEventAsync()).Code);
        await ClosesAsync(resident);
        // A replica that starts makes the live state anew, also of chats that were warned.
        await replica.Get<LiveRebuild>().RunAsync(Stop);
        Assert.Equal(EventCodes.Idle, (await seen.NextNewEventAsync()).Code);
        Assert.Equal(EventCodes.Idle, (await resident.GetAsync(Stop)).Outcome);
    }

    [Fact(Timeout = 120_000)]
    public async Task Two_replicas_give_each_chat_to_one_adviser_and_nobody_more_than_they_can_take()
    {
        const int Advisers = 8;
        const int Capacity = 2;
        const int Chats = 20;
        var service = stack.NewService();
        await using var one = stack.NewReplica();
        await using var two = stack.NewReplica();
        var team = Enumerable
            .Range(0, Advisers)
            .Select(i => stack.NewAdviser(i % 2 == 0 ? one : two, services: [service]))
            .ToList();
        var connections = new List<LiveConnection>();
        foreach (var adviser in team)
        {
            var connection = await adviser.ConnectAsync(Stop);
            await connection.WatchQueueAsync();
            connections.Add(connection);
            using var chosen = await adviser.Session.Http.PutAsJsonAsync(
                "/api/advisers/me/presence",
                new AdviserPresence(PresenceStates.Available, Automatic: true, Capacity, ["en"]),
                Stop
            );
            Assert.True(chosen.IsSuccessStatusCode);
        }

        var residents = await Task.WhenAll(
            Enumerable.Range(0, Chats).Select(i => stack.StartChatAsync(i % 2 == 0 ? one : two, service))
        );
        var active = 0;
        while (active < Advisers * Capacity)
        {
            Stop.ThrowIfCancellationRequested();
            active = (await Task.WhenAll(residents.Select(resident => resident.GetAsync(Stop)))).Count(view =>
                view.State == ChatStates.Active
            );
        }

        var loads = await Task.WhenAll(
            team.Select(async adviser =>
                (await adviser.Session.GetAsync<ChatList>("/api/advisers/me/chats", Stop)).Chats
            )
        );
        Assert.All(loads, chats => Assert.Equal(Capacity, chats.Count));
        Assert.Equal(
            Advisers * Capacity,
            loads.SelectMany(chats => chats.Select(chat => chat.ChatId)).Distinct().Count()
        );
        foreach (var resident in residents)
        {
            using var ended = await resident.Session.Http.PostAsync($"/api/chats/{resident.ChatId}/end", null, Stop);
            resident.Dispose();
        }
        foreach (var (adviser, connection) in team.Zip(connections))
        {
            await connection.DisposeAsync();
            adviser.Dispose();
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task What_nobody_understands_in_Redis_ends_no_watch_and_no_replica()
    {
        await using var replica = stack.NewReplica(
            settings: SoonGone,
            configure: services => services.AddFakeLogging()
        );
        using var impatient = await stack.StartChatAsync(replica);
        var connection = await impatient.ConnectAsync(Stop);
        await connection.JoinAsync(impatient.ChatId);
        var queue = $"live:queue:{Neighbours.Repairs}";
        await replica.Redis.GetDatabase().SortedSetAddAsync(queue, "rubbish", 0);
        replica.Get<LiveRebuild>().Request();
        foreach (var watch in new[] { typeof(DepartureWatch), typeof(LiveWatch) })
        {
            while (!IsPostponed(replica, watch))
            {
                await Task.Delay(50, Stop);
            }
        }

        await replica.Redis.GetDatabase().SortedSetRemoveAsync(queue, "rubbish");
        await connection.DisposeAsync();

        using var adviser = stack.NewAdviser(replica);
        while (await WaitsAsync(adviser, impatient.ChatId))
        {
            await Task.Delay(50, Stop);
        }
        Assert.Equal(EventCodes.Abandoned, (await impatient.GetAsync(Stop)).Outcome);
    }

    /// <summary>Waits until the chat is known to be about to close: the warning itself may be seen before.</summary>
    private static async Task ClosesAsync(ResidentClient resident)
    {
        while ((await resident.GetAsync(Stop)).ClosesAt is null)
        {
            await Task.Delay(50, Stop);
        }
    }

    private static bool IsPostponed(ChatApi replica, Type watch) =>
        replica
            .Get<FakeLogCollector>()
            .GetSnapshot()
            .Any(record => record.Category == watch.FullName && record.Message.Contains(nameof(FormatException)));

    private static async Task<bool> WaitsAsync(AdviserClient adviser, Guid chatId) =>
        (await adviser.Session.GetAsync<QueueList>("/api/queue", Stop)).Queues.Any(queue =>
            queue.Waiting.Any(waiting => waiting.ChatId == chatId)
        );
}
