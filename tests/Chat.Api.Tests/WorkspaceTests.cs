using System.Net.Http.Json;
using WebchatAspire.Chat.Api.Tests.Setting;
using WebchatAspire.ChatClient;
using WebchatAspire.Contracts.Chats;

namespace WebchatAspire.Chat.Api.Tests;

/// <summary>What advisers do with their chats beside answering.</summary>
public sealed class WorkspaceTests(ChatSetting stack)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task A_note_is_recorded_and_the_resident_sees_its_number_only()
    {
        using var resident = await stack.StartChatAsync();
        using var adviser = stack.NewAdviser();
        await adviser.AcceptAsync(Neighbours.Repairs, resident.ChatId, Stop);
        await using var theirs = await resident.ConnectAsync(Stop);
        var seen = new Inbox(theirs);
        await theirs.JoinAsync(resident.ChatId);

        var noted = await adviser.Session.PostAsync<SentMessage>(
            $"/api/chats/{resident.ChatId}/notes",
            new { messageId = Guid.NewGuid(), text = "Vulnerable, be patient." },
            Stop
        );
        await theirs.SendAsync(resident.ChatId, Guid.NewGuid(), "Are you there?");

        var hidden = await seen.NextEventAsync();
        Assert.Equal((noted.Seq, EventKinds.Hidden, null), (hidden.Seq, hidden.Kind, hidden.Text));
        Assert.Equal(noted.Seq + 1, (await seen.NextEventAsync()).Seq);
        var asked = await theirs.EventsAfterAsync(resident.ChatId, 0);
        Assert.DoesNotContain(asked.Events!, happened => happened.Text == "Vulnerable, be patient.");
        var own = await adviser.Session.GetAsync<EventPage>($"/api/chats/{resident.ChatId}/events", Stop);
        Assert.Contains(own.Events, happened => happened is { Kind: EventKinds.Note, Text: "Vulnerable, be patient." });
        await Problems.AssertAsync(
            resident.Session,
            $"/api/chats/{resident.ChatId}/notes",
            new { messageId = Guid.NewGuid(), text = "x" },
            403,
            "its-adviser-only"
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task A_chat_moves_to_a_colleague_and_leaves_the_first_adviser_at_once()
    {
        using var resident = await stack.StartChatAsync();
        using var first = stack.NewAdviser(name: "Asha Okafor");
        var second = Guid.NewGuid().ToString();
        using var colleague = stack.NewAdviser(name: "Bilal Farrow", subject: second);
        await using var theirs = await first.ConnectAsync(Stop);
        await using var others = await colleague.ConnectAsync(Stop);
        var (seen, given) = (new Inbox(theirs), new TaskCompletionSource());
        others.ChatsChanged += () => given.TrySetResult();
        await others.WatchQueueAsync();
        await first.AcceptAsync(Neighbours.Repairs, resident.ChatId, Stop);
        await theirs.JoinAsync(resident.ChatId);

        using var moved = await first.Session.Http.PostAsJsonAsync(
            $"/api/chats/{resident.ChatId}/move",
            new MoveChat(Guid.NewGuid(), EventCodes.ToAdviser, null, second, "Has called twice."),
            Stop
        );

        Assert.Equal(System.Net.HttpStatusCode.NoContent, moved.StatusCode);
        await given.Task;
        var joined = await others.JoinAsync(resident.ChatId);
        Assert.Contains(joined.Events!, happened => happened is { Kind: EventKinds.Note, Text: "Has called twice." });
        Assert.Contains(
            joined.Events!,
            happened => happened is { Kind: EventKinds.Moved, Code: EventCodes.ToAdviser, TargetName: "Bilal" }
        );
        Assert.Equal("chat-not-found", (await theirs.EventsAfterAsync(resident.ChatId, 0)).Code);
        Assert.Equal("chat-not-found", (await theirs.SendAsync(resident.ChatId, Guid.NewGuid(), "Still here")).Code);
        while (seen.Waiting > 0)
        {
            await seen.NextEventAsync();
        }
        Assert.True((await others.SendAsync(resident.ChatId, Guid.NewGuid(), "I took over.")).Ok);
        var view = await resident.GetAsync(Stop);
        Assert.Equal("Bilal", view.AdviserName);
        Assert.Equal(0, seen.Waiting);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_chat_that_goes_back_keeps_its_place_before_those_who_came_later()
    {
        var service = stack.NewService();
        using var early = await stack.StartChatAsync(service: service);
        using var adviser = stack.NewAdviser(services: [service]);
        await adviser.AcceptAsync(service, early.ChatId, Stop);
        using var late = await stack.StartChatAsync(service: service);

        using var moved = await adviser.Session.Http.PostAsJsonAsync(
            $"/api/chats/{early.ChatId}/move",
            new MoveChat(Guid.NewGuid(), EventCodes.ToQueue, null, null, null),
            Stop
        );

        Assert.Equal(System.Net.HttpStatusCode.NoContent, moved.StatusCode);
        var queue = (await adviser.Session.GetAsync<QueueList>("/api/queue", Stop)).Queues.Single().Waiting;
        var places = queue.Select(waiting => waiting.ChatId).ToList();
        Assert.True(places.IndexOf(early.ChatId) < places.IndexOf(late.ChatId));
        Assert.Equal("waiting", (await early.GetAsync(Stop)).State);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("nowhere", null, null, 400, "target-unknown")]
    [InlineData("service", "no-such-service", null, 400, "service-unknown")]
    [InlineData("adviser", null, "nobody", 409, "adviser-not-here")]
    [InlineData("adviser", null, null, 409, "adviser-not-here")]
    public async Task A_move_to_what_is_not_there_is_refused_and_changes_nothing(
        string to,
        string? service,
        string? adviserId,
        int status,
        string code
    )
    {
        using var resident = await stack.StartChatAsync();
        using var adviser = stack.NewAdviser();
        await adviser.AcceptAsync(Neighbours.Repairs, resident.ChatId, Stop);

        await Problems.AssertAsync(
            adviser.Session,
            $"/api/chats/{resident.ChatId}/move",
            new MoveChat(Guid.NewGuid(), to, service, adviserId, "A note."),
            status,
            code
        );

        Assert.Equal("active", (await resident.GetAsync(Stop)).State);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_chat_is_not_moved_to_a_service_where_nobody_answers_now()
    {
        await using var replica = stack.NewReplica(
            settings: new Dictionary<string, string> { ["Hours:Closed:0"] = Neighbours.Parking }
        );
        using var resident = await stack.StartChatAsync();
        using var adviser = stack.NewAdviser(replica);
        await adviser.AcceptAsync(Neighbours.Repairs, resident.ChatId, Stop);

        await Problems.AssertAsync(
            adviser.Session,
            $"/api/chats/{resident.ChatId}/move",
            new MoveChat(Guid.NewGuid(), EventCodes.ToService, Neighbours.Parking, null, "A note."),
            409,
            "service-closed",
            "service"
        );

        Assert.Equal("active", (await resident.GetAsync(Stop)).State);
    }

    [Fact(Timeout = 60_000)]
    public async Task Conduct_is_answered_step_by_step_in_the_words_of_the_policy()
    {
        using var resident = await stack.StartChatAsync();
        using var adviser = stack.NewAdviser();
        await adviser.AcceptAsync(Neighbours.Repairs, resident.ChatId, Stop);
        var path = $"/api/chats/{resident.ChatId}";

        await Problems.AssertAsync(adviser.Session, $"{path}/warnings", Warning("final-warning"), 409, "warning-order");
        await Problems.AssertAsync(
            adviser.Session,
            $"{path}/warnings",
            Warning("shout"),
            400,
            "level-unknown",
            "level"
        );
        var caution = Warning("caution");
        var cautioned = await adviser.Session.PostAsync<SentMessage>($"{path}/warnings", caution, Stop);
        Assert.Equal(cautioned, await adviser.Session.PostAsync<SentMessage>($"{path}/warnings", caution, Stop));
        await Problems.AssertAsync(adviser.Session, $"{path}/warnings", Warning("caution"), 409, "warning-order");
        await Problems.AssertAsync(adviser.Session, $"{path}/end", new { outcome = "conduct" }, 409, "warning-order");
        await adviser.Session.PostAsync<SentMessage>($"{path}/warnings", Warning("final-warning"), Stop);
        await Problems.AssertAsync(adviser.Session, $"{path}/warnings", Warning("final-warning"), 409, "warning-order");
        await adviser.Session.PostAsync<SentMessage>($"{path}/flag", new { messageId = Guid.NewGuid() }, Stop);
        var seen = await resident.Session.GetAsync<EventPage>($"{path}/events", Stop);

        Assert.Equal(
            ["Please stay polite, so that we can help you.", "We will end this chat if it goes on like this."],
            seen.Events.Where(happened => happened.Kind == EventKinds.Warned).Select(happened => happened.Text)
        );
        Assert.DoesNotContain(seen.Events, happened => happened.Kind == EventKinds.Flagged);
        using var ended = await adviser.Session.Http.PostAsJsonAsync($"{path}/end", new { outcome = "conduct" }, Stop);
        Assert.Equal(System.Net.HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal("conduct", (await resident.GetAsync(Stop)).Outcome);

        static object Warning(string level) => new { messageId = Guid.NewGuid(), level };
    }

    [Fact(Timeout = 60_000)]
    public async Task Canned_replies_are_found_by_word_and_filled_in()
    {
        using var resident = await stack.StartChatAsync(name: "Kofi");
        using var adviser = stack.NewAdviser(name: "Asha Okafor");
        await adviser.AcceptAsync(Neighbours.Repairs, resident.ChatId, Stop);

        var found = await adviser.Session.GetAsync<ReplyList>(
            $"/api/chats/{resident.ChatId}/replies?search=greeting",
            Stop
        );

        Assert.StartsWith("Hello Kofi, I am Asha,", Assert.Single(found.Replies).Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Each_side_learns_that_the_other_writes_and_what_it_has_seen()
    {
        using var resident = await stack.StartChatAsync();
        using var adviser = stack.NewAdviser();
        await adviser.AcceptAsync(Neighbours.Repairs, resident.ChatId, Stop);
        await using var theirs = await resident.ConnectAsync(Stop);
        await using var advisers = await adviser.ConnectAsync(Stop);
        var (typing, shown) = (new TaskCompletionSource<string>(), new TaskCompletionSource<(string, long)>());
        theirs.Typing += (_, party) => typing.TrySetResult(party);
        theirs.Shown += (_, party, seq) => shown.TrySetResult((party, seq));
        await theirs.JoinAsync(resident.ChatId);
        await advisers.JoinAsync(resident.ChatId);

        await advisers.TypeAsync(resident.ChatId);
        await advisers.ShowAsync(resident.ChatId, 2);

        Assert.Equal("adviser", await typing.Task);
        Assert.Equal(("adviser", 2), await shown.Task);
        Assert.Equal(2, (await resident.GetAsync(Stop)).ShownSeq);
        Assert.Equal(2, (await theirs.JoinAsync(resident.ChatId)).ShownSeq);
    }
}
