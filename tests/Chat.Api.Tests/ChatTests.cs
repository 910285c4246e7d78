using System.Collections.Concurrent;
using System.Diagnostics;
using WebchatAspire.Chat.Api.Tests.Setting;
using WebchatAspire.ChatClient;
using WebchatAspire.Contracts.Chats;

namespace WebchatAspire.Chat.Api.Tests;

public sealed class ChatTests(ChatSetting stack)
{
    [Fact(Timeout = 60_000)]
    public async Task A_resident_waits_is_taken_and_both_see_one_order()
    {
        using var resident = await stack.StartChatAsync(name: "Kofi", message: "Card 4111 1111 1111 1111");
        using var adviser = stack.NewAdviser(name: "Asha");
        await using var waiting = await resident.ConnectAsync(TestContext.Current.CancellationToken);
        var seenByResident = new Inbox(waiting);

        var joined = await waiting.JoinAsync(resident.ChatId);
        Assert.Equal("waiting", joined.State);
        Assert.NotNull(joined.Position);
        Assert.Equal(["started", "message", "notice"], joined.Events!.Select(e => e.Kind));
        Assert.Equal("Card **** **** **** 1111", joined.Events![1].Text);

        await adviser.AcceptAsync(Neighbours.Repairs, resident.ChatId, TestContext.Current.CancellationToken);
        var assigned = await seenByResident.NextEventAsync();
        Assert.Equal((4, "assigned", "Asha"), (assigned.Seq, assigned.Kind, assigned.Name));

        await using var desk = await adviser.ConnectAsync(TestContext.Current.CancellationToken);
        var seenByAdviser = new Inbox(desk);
        var deskJoined = await desk.JoinAsync(resident.ChatId, afterSeq: 3);
        Assert.Equal("active", deskJoined.State);
        Assert.Equal([4], deskJoined.Events!.Select(e => e.Seq));

        Assert.Equal(5, (await desk.SendAsync(resident.ChatId, Guid.NewGuid(), "How can I help?")).Seq);
        Assert.Equal(6, (await waiting.SendAsync(resident.ChatId, Guid.NewGuid(), "It drips.")).Seq);
        foreach (var inbox in (Inbox[])[seenByResident, seenByAdviser])
        {
            var (first, second) = (await inbox.NextEventAsync(), await inbox.NextEventAsync());
            Assert.Equal((5, "How can I help?", "Asha"), (first.Seq, first.Text, first.Name));
            Assert.Equal((6, "It drips.", "Kofi"), (second.Seq, second.Text, second.Name));
        }

        Assert.True((await waiting.EndAsync(resident.ChatId)).Ok);
        Assert.Equal("ended", (await seenByAdviser.NextEventAsync()).Kind);
        Assert.Equal("chat-ended", (await desk.SendAsync(resident.ChatId, Guid.NewGuid(), "Still there?")).Code);
        Assert.Equal("ended", (await resident.GetAsync(TestContext.Current.CancellationToken)).State);
        Assert.Equal("ended", (await desk.JoinAsync(resident.ChatId)).State);
    }

    [Fact(Timeout = 60_000)]
    public async Task Law_2_a_resend_is_answered_with_the_first_result_and_another_body_is_refused()
    {
        using var resident = await stack.StartChatAsync();
        await using var connection = await resident.ConnectAsync(TestContext.Current.CancellationToken);
        await connection.JoinAsync(resident.ChatId);
        var id = Guid.NewGuid();

        var first = await connection.SendAsync(resident.ChatId, id, "Once.");
        var again = await connection.SendAsync(resident.ChatId, id, "Once.");
        var other = await connection.SendAsync(resident.ChatId, id, "Twice.");

        Assert.Equal((true, first.Seq, first.At), (again.Ok, again.Seq, again.At));
        Assert.Equal("message-id-conflict", other.Code);
        var events = await connection.EventsAfterAsync(resident.ChatId, 2);
        Assert.Equal(["Once."], events.Events!.Select(e => e.Text));
    }

    [Fact(Timeout = 60_000)]
    public async Task Two_advisers_cannot_have_the_same_chat()
    {
        var service = stack.NewService();
        using var resident = await stack.StartChatAsync(service: service);
        using var first = stack.NewAdviser(services: [service]);
        using var second = stack.NewAdviser(services: [service]);

        await first.AcceptAsync(service, resident.ChatId, TestContext.Current.CancellationToken);
        await Problems.AssertAsync(
            second.Session,
            $"/api/queue/{service}/accept",
            new { resident.ChatId },
            409,
            "already-assigned"
        );
        await Problems.AssertAsync(second.Session, $"/api/queue/{service}/accept", new { }, 404, "queue-empty");
        await Problems.AssertAsync(
            first.Session,
            $"/api/queue/{Neighbours.Repairs}/accept",
            new { },
            403,
            "not-your-service"
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task Those_who_wait_hear_their_new_place_and_advisers_hear_that_the_queue_changed()
    {
        var service = stack.NewService();
        using var first = await stack.StartChatAsync(service: service);
        using var second = await stack.StartChatAsync(service: service);
        using var adviser = stack.NewAdviser(services: [service]);
        await using var waiting = await second.ConnectAsync(TestContext.Current.CancellationToken);
        var inbox = new Inbox(waiting);
        Assert.Equal(2, (await waiting.JoinAsync(second.ChatId)).Position);
        await using var desk = await adviser.ConnectAsync(TestContext.Current.CancellationToken);
        var deskInbox = new Inbox(desk);
        var taken = new TaskCompletionSource();
        desk.ChatsChanged += () => taken.TrySetResult();
        Assert.True((await desk.WatchQueueAsync()).Ok);

        Assert.Equal(
            first.ChatId,
            await adviser.AcceptAsync(service, cancellationToken: TestContext.Current.CancellationToken)
        );

        // A place that did not change may be told again.
        while (await inbox.NextPositionAsync() != 1) { }
        Assert.Equal(service, await deskInbox.NextQueueAsync());
        await taken.Task.WaitAsync(TestContext.Current.CancellationToken);
        await waiting.EndAsync(second.ChatId);
        await Problems.AssertAsync(adviser.Session, $"/api/queue/{service}/accept", new { }, 404, "queue-empty");
    }

    [Fact(Timeout = 60_000)]
    public async Task Any_replica_serves_any_participant()
    {
        await using var other = stack.NewReplica();
        using var resident = await stack.StartChatAsync();
        using var adviser = stack.NewAdviser(other);
        await adviser.AcceptAsync(Neighbours.Repairs, resident.ChatId, TestContext.Current.CancellationToken);
        await using var there = await adviser.ConnectAsync(TestContext.Current.CancellationToken);
        await using var here = await resident.ConnectAsync(TestContext.Current.CancellationToken);
        var inbox = new Inbox(here);
        await here.JoinAsync(resident.ChatId);
        await there.JoinAsync(resident.ChatId);

        await there.SendAsync(resident.ChatId, Guid.NewGuid(), "Hello from the other side.");

        Assert.Equal("Hello from the other side.", (await inbox.NextEventAsync()).Text);
    }

    [Fact(Timeout = 60_000)]
    public async Task Too_many_messages_are_refused_with_the_time_to_wait()
    {
        await using var strict = stack.NewReplica(messagesPerMinute: 1);
        using var resident = await stack.StartChatAsync(strict);
        await using var connection = await resident.ConnectAsync(TestContext.Current.CancellationToken);
        await connection.JoinAsync(resident.ChatId);

        Assert.True((await connection.SendAsync(resident.ChatId, Guid.NewGuid(), "One.")).Ok);
        var refused = await connection.SendAsync(resident.ChatId, Guid.NewGuid(), "Two.");

        Assert.Equal("too-many-messages", refused.Code);
        Assert.InRange(refused.RetryAfter!.Value, 1, 60);
    }

    [Fact(Timeout = 60_000)]
    public async Task Law_5_what_a_client_sends_is_on_no_span_unless_it_is_an_id()
    {
        const string Mark = "marked-words-of-a-client";
        var joins = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore.SignalR.Server",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped =>
            {
                if (stopped.DisplayName.EndsWith("/Join", StringComparison.Ordinal))
                {
                    joins.Enqueue(stopped);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var resident = await stack.StartChatAsync();
        await using var connection = await resident.ConnectAsync(TestContext.Current.CancellationToken);

        Assert.Equal("chat-not-found", (await connection.JoinAsync(Mark)).Code);
        Assert.True((await connection.JoinAsync(resident.ChatId)).Ok);

        while (joins.Count < 2)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        var tags = joins.SelectMany(join => join.TagObjects).ToList();
        Assert.DoesNotContain(tags, tag => tag.Value is string text && text.Contains(Mark, StringComparison.Ordinal));
        Assert.Contains(tags, tag => tag.Value is Guid id && id == resident.ChatId);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_start_that_is_sent_twice_with_its_secret_is_one_chat()
    {
        var (chatId, messageId) = (Guid.NewGuid(), Guid.NewGuid());
        var body = new
        {
            chatId,
            messageId,
            service = Neighbours.Repairs,
            message = "The tap drips.",
            noticeVersion = Neighbours.Notice,
        };
        using var session = new WebSession(stack.Chat.Address);
        var first = await session.PostAsync<StartedChat>("/api/chats", body, TestContext.Current.CancellationToken);
        var again = await session.PostAsync<StartedChat>("/api/chats", body, TestContext.Current.CancellationToken);
        Assert.Equal(first, again);

        using var stranger = new WebSession(stack.Chat.Address);
        await Problems.AssertAsync(stranger, "/api/chats", body, 409, "chat-id-taken");
        object[] others =
        [
            body with
            {
                service = Neighbours.Parking,
            },
            body with
            {
                message = "The tap runs.",
            },
            new
            {
                body.chatId,
                body.messageId,
                body.service,
                body.message,
                body.noticeVersion,
                name = "Kofi",
            },
        ];
        foreach (var other in others)
        {
            await Problems.AssertAsync(session, "/api/chats", other, 409, "chat-id-taken", "chatId");
        }
    }
}
