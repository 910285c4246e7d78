using System.Net;
using System.Net.Http.Json;
using WebchatAspire.Chat.Api.Tests.Setting;
using WebchatAspire.ChatClient;
using WebchatAspire.Contracts.Chats;

namespace WebchatAspire.Chat.Api.Tests;

/// <summary>Whether somebody answers now, and what can be done when nobody does.</summary>
public sealed class AvailabilityTests(ChatSetting stack)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task A_closed_service_takes_messages_and_no_live_chat()
    {
        await using var replica = stack.NewReplica(
            settings: new Dictionary<string, string> { ["Hours:Closed:0"] = Neighbours.Parking }
        );
        using var session = new WebSession(replica.Address);
        var all = await session.GetAsync<Contracts.Chats.Availability[]>("/api/availability", Stop);
        Assert.Equal(AvailabilityStates.Closed, all.Single(one => one.Service == Neighbours.Parking).State);
        Assert.NotEqual(AvailabilityStates.Closed, all.Single(one => one.Service == Neighbours.Repairs).State);

        await Problems.AssertAsync(session, "/api/chats", Start(ChatModes.Live), 409, "service-closed", "service");
        await Problems.AssertAsync(session, "/api/chats", Start(ChatModes.Message), 400, "contact-missing", "contact");
        await Problems.AssertAsync(
            session,
            "/api/chats",
            Start(ChatModes.Message, contact: "call me"),
            400,
            "contact-invalid",
            "contact"
        );
        var left = await session.PostAsync<StartedChat>(
            "/api/chats",
            Start(ChatModes.Message, contact: "020 7946 0018"),
            Stop
        );

        using var adviser = stack.NewAdviser(replica, services: [Neighbours.Parking]);
        var queue = (await adviser.Session.GetAsync<QueueList>("/api/queue", Stop)).Queues.Single();
        Assert.Contains(queue.Messages, message => message.ChatId == left.ChatId);
        Assert.DoesNotContain(queue.Waiting, waiting => waiting.ChatId == left.ChatId);
        await adviser.AcceptAsync(Neighbours.Parking, left.ChatId, Stop);
        var mine = await adviser.Session.GetAsync<ChatList>("/api/advisers/me/chats", Stop);
        var chat = Assert.Single(mine.Chats);
        Assert.Equal(("020 7946 0018", "cy", ChatModes.Message), (chat.Contact, chat.Language, chat.Mode));
        using var ended = await adviser.Session.Http.PostAsJsonAsync(
            $"/api/chats/{left.ChatId}/end",
            new { outcome = "answered" },
            Stop
        );
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_full_queue_says_when_to_come_again_and_lets_a_start_that_made_it_be_sent_again()
    {
        await using var replica = stack.NewReplica(
            settings: new Dictionary<string, string> { ["Queues:MaxWaiting"] = "1" }
        );
        using var session = new WebSession(replica.Address);
        var start = Start(ChatModes.Live);
        var adviser = stack.NewAdviser(replica, services: [Neighbours.Parking]);
        foreach (var waiting in (await adviser.Session.GetAsync<QueueList>("/api/queue", Stop)).Queues.Single().Waiting)
        {
            await adviser.AcceptAsync(Neighbours.Parking, waiting.ChatId, Stop);
        }
        var first = await session.PostAsync<StartedChat>("/api/chats", start, Stop);

        using var refused = await session.Http.PostAsJsonAsync("/api/chats", Start(ChatModes.Live), Stop);
        var again = await session.PostAsync<StartedChat>("/api/chats", start, Stop);

        var problem = await Problems.AssertAsync(refused, 409, "queue-full", "service");
        Assert.True(problem.GetProperty("retryAfter").GetInt32() > 0);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(first, again);
        await adviser.AcceptAsync(Neighbours.Parking, first.ChatId, Stop);
        adviser.Dispose();
    }

    [Theory(Timeout = 60_000)]
    [InlineData("mode", "loud", "mode-unknown")]
    [InlineData("language", "xx", "language-unknown")]
    public async Task What_is_not_known_is_refused_by_its_name(string field, string value, string code)
    {
        using var session = new WebSession(stack.Chat.Address);
        var start = new Dictionary<string, object?>
        {
            ["service"] = Neighbours.Parking,
            ["message"] = "A question.",
            ["noticeVersion"] = Neighbours.Notice,
            [field] = value,
        };

        await Problems.AssertAsync(session, "/api/chats", start, 400, code, field);
    }

    private static NewChat Start(string mode, string? contact = null) =>
        new(
            Guid.CreateVersion7(),
            Neighbours.Parking,
            Name: "Ama",
            Message: "A question.",
            Neighbours.Notice,
            Page: "/parking",
            Guid.CreateVersion7(),
            mode,
            Language: "cy",
            contact
        );
}
