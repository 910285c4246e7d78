using System.Net;
using System.Net.Http.Json;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Tests.Setting;
using WebchatAspire.ChatClient;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Tests;

/// <summary>The supervisor's figures, and what must not count.</summary>
public sealed class BoardTests(ChatSetting stack)
{
    private const string Service = Neighbours.Leasehold;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task A_chat_counts_as_answered_once_and_as_abandoned_only_if_nobody_answered()
    {
        using var supervisor = stack.NewAdviser(name: "Sian Rees", services: [Service], role: "supervisor");
        using var adviser = stack.NewAdviser(services: [Service]);
        var before = await FiguresAsync(supervisor);
        using var answered = await stack.StartChatAsync(service: Service);
        using var impatient = await stack.StartChatAsync(service: Service);
        var waiting = await FiguresAsync(supervisor);

        await adviser.AcceptAsync(Service, answered.ChatId, Stop);
        var active = await FiguresAsync(supervisor);
        using var moved = await adviser.Session.Http.PostAsJsonAsync(
            $"/api/chats/{answered.ChatId}/move",
            new MoveChat(Guid.NewGuid(), EventCodes.ToQueue, null, null, null),
            Stop
        );
        Assert.Equal(HttpStatusCode.NoContent, moved.StatusCode);
        await adviser.AcceptAsync(Service, answered.ChatId, Stop);
        using var movedAgain = await adviser.Session.Http.PostAsJsonAsync(
            $"/api/chats/{answered.ChatId}/move",
            new MoveChat(Guid.NewGuid(), EventCodes.ToQueue, null, null, null),
            Stop
        );
        await EndAsync(answered);
        await EndAsync(impatient);
        var after = await FiguresAsync(supervisor);

        Assert.Equal((before.Waiting + 2, before.Active), (waiting.Waiting, waiting.Active));
        Assert.Equal((before.Waiting + 1, before.Active + 1), (active.Waiting, active.Active));
        Assert.NotNull(active.ExpectedWaitSeconds);
        Assert.Equal(
            (before.Answered + 1, before.AnsweredInTime + 1, before.Abandoned + 1),
            (after.Answered, after.AnsweredInTime, after.Abandoned)
        );
        Assert.Equal((before.Waiting, before.Active), (after.Waiting, after.Active));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_chat_that_came_back_waits_from_its_return_and_says_when_it_was_started()
    {
        using var adviser = stack.NewAdviser(services: [Service]);
        using var resident = await stack.StartChatAsync(service: Service);
        var first = await WaitingAsync(adviser, resident.ChatId);
        await adviser.AcceptAsync(Service, resident.ChatId, Stop);
        using var moved = await adviser.Session.Http.PostAsJsonAsync(
            $"/api/chats/{resident.ChatId}/move",
            new MoveChat(Guid.NewGuid(), EventCodes.ToQueue, null, null, null),
            Stop
        );

        var again = await WaitingAsync(adviser, resident.ChatId);

        Assert.Equal(first.Since, first.StartedAt);
        Assert.Equal(first.StartedAt, again.StartedAt);
        Assert.True(again.Since > first.Since, "It waits from its start as if nobody had had it.");
        await EndAsync(resident);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_message_that_was_left_waits_in_its_own_list_and_has_no_place()
    {
        using var supervisor = stack.NewAdviser(name: "Sian Rees", services: [Service], role: "supervisor");
        using var adviser = stack.NewAdviser(services: [Service]);
        var before = await FiguresAsync(supervisor);
        using var session = new WebSession(stack.Chat.Address);
        var left = await session.PostAsync<StartedChat>(
            "/api/chats",
            new NewChat(
                Guid.CreateVersion7(),
                Service,
                "Kofi",
                "Please ring me.",
                Neighbours.Notice,
                Page: null,
                Guid.CreateVersion7(),
                ChatModes.Message,
                "en",
                "kofi@example.org"
            ),
            Stop
        );
        await using var connection = await session.ConnectAsync(left.ChatId, Stop);
        var rebuild = stack.Chat.Get<LiveRebuild>();
        rebuild.TakeRequest();

        var joined = await connection.JoinAsync(left.ChatId);

        Assert.False(rebuild.TakeRequest(), "Looking for a place that it cannot have put the record to work.");
        Assert.Equal(("waiting", null, null), (joined.State, joined.Position, joined.ExpectedWaitSeconds));
        var after = await FiguresAsync(supervisor);
        Assert.Equal((before.Waiting, before.Messages + 1), (after.Waiting, after.Messages));
        var queue = (await adviser.Session.GetAsync<QueueList>("/api/queue", Stop)).Queues.Single();
        Assert.Contains(queue.Messages, message => message.ChatId == left.ChatId);
        Assert.DoesNotContain(queue.Waiting, chat => chat.ChatId == left.ChatId);
        await adviser.AcceptAsync(Service, left.ChatId, Stop);
        Assert.Equal(before.Answered, (await FiguresAsync(supervisor)).Answered);
        using var ended = await adviser.Session.Http.PostAsJsonAsync(
            $"/api/chats/{left.ChatId}/end",
            new { outcome = "answered" },
            Stop
        );
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
    }

    [Fact(Timeout = 90_000)]
    public async Task A_chat_that_an_adviser_has_is_not_ended_because_a_queue_was_behind_and_its_resident_gone()
    {
        await using var replica = stack.NewReplica(
            settings: new Dictionary<string, string>
            {
                ["Presence:ResidentGone"] = "00:00:01",
                ["Presence:ResidentGoneWithoutScripts"] = "00:00:02",
            }
        );
        using var adviser = stack.NewAdviser(replica, services: [Service]);
        await using var desk = await adviser.ConnectAsync(Stop);
        await desk.WatchQueueAsync();
        using var resident = await stack.StartChatAsync(replica, Service);
        await adviser.AcceptAsync(Service, resident.ChatId, Stop);
        var store = stack.Chat.Get<LiveStore>();
        var chat = (await store.FindAsync(resident.ChatId))!;

        await store.PutAsync(chat with { State = ChatState.Waiting, AdviserId = null, AdviserName = null });

        while (await store.PositionAsync(Service, resident.ChatId) is not null)
        {
            await Task.Delay(50, Stop);
        }
        Assert.Equal("active", (await adviser.Session.GetAsync<ChatView>($"/api/chats/{chat.Id}", Stop)).State);
        await EndAsync(resident);
    }

    [Fact]
    public async Task Only_a_supervisor_sees_the_board()
    {
        using var adviser = stack.NewAdviser(services: [Service]);

        using var response = await adviser.Session.Http.GetAsync("/api/board", Stop);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    private static async Task<BoardService> FiguresAsync(AdviserClient supervisor) =>
        (await supervisor.Session.GetAsync<Contracts.Chats.Board>("/api/board", Stop)).Services.Single();

    private static async Task<WaitingChat> WaitingAsync(AdviserClient adviser, Guid chatId) =>
        (await adviser.Session.GetAsync<QueueList>("/api/queue", Stop))
            .Queues.Single()
            .Waiting.Single(chat => chat.ChatId == chatId);

    private static async Task EndAsync(ResidentClient resident)
    {
        using var response = await resident.Session.Http.PostAsync($"/api/chats/{resident.ChatId}/end", null, Stop);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }
}
