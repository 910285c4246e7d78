using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Live;
using Xunit;

namespace WebchatAspire.Recording.Service.Tests;

/// <summary>The life of a chat in the record.</summary>
public sealed class ChatTests(RecordDatabase record)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chat_that_is_started_twice_at_once_is_there_once()
    {
        var chat = RecordDatabase.NewChat();

        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => record.Start.RunAsync(chat, Ending)));

        Assert.All(replies, reply => Assert.Equal(Refusal.None, reply));
        Assert.Equal(2, (await record.StoredAsync(chat.ChatId)).Count);
        Assert.Equal(ChatState.Waiting, (await record.Chats.FindAsync(chat.ChatId, Ending))!.State);
    }

    [Fact]
    public async Task Law_2_a_start_with_the_same_id_and_other_content_is_refused()
    {
        var chat = await record.WaitingChatAsync();
        NewChat[] others =
        [
            chat with
            {
                FirstMessage = "Something else",
            },
            chat with
            {
                FirstEventId = Guid.CreateVersion7(),
            },
            chat with
            {
                Service = "parking",
            },
            chat with
            {
                ResidentName = "Robin Other",
            },
            chat with
            {
                ResidentName = null,
            },
            chat with
            {
                Page = "/parking",
            },
            chat with
            {
                Page = null,
            },
            chat with
            {
                NoticeVersion = "2026-2",
            },
            chat with
            {
                Mode = ChatMode.Message,
            },
            chat with
            {
                Language = "cy",
            },
            chat with
            {
                Contact = "robin@example.org",
            },
            chat with
            {
                AccountReference = "HR-1",
            },
        ];

        foreach (var other in others)
        {
            Assert.Equal(Refusal.State, await record.Start.RunAsync(other, Ending));
        }
        Assert.Equal(2, (await record.StoredAsync(chat.ChatId)).Count);
    }

    [Fact]
    public async Task What_the_system_chose_may_differ_when_a_start_is_sent_again()
    {
        var chat = await record.WaitingChatAsync();
        var again = chat with { Reference = RecordDatabase.NewChat().Reference, PolicyVersion = "2026-2" };

        Assert.Equal(Refusal.None, await record.Start.RunAsync(again, Ending));
        Assert.Equal(chat.Reference, (await record.Chats.FindAsync(chat.ChatId, Ending))!.Reference);
    }

    [Fact]
    public async Task A_taken_reference_is_refused()
    {
        var chat = await record.WaitingChatAsync();
        var other = RecordDatabase.NewChat() with { Reference = chat.Reference };

        Assert.Equal(Refusal.ReferenceTaken, await record.Start.RunAsync(other, Ending));
    }

    [Fact]
    public async Task One_of_two_advisers_gets_the_chat_and_a_resend_of_the_assignment_is_the_same()
    {
        var chat = await record.WaitingChatAsync();
        var ids = new[] { Guid.CreateVersion7(), Guid.CreateVersion7() };

        var results = await Task.WhenAll(
            record.Change.AssignAsync(chat.ChatId, ids[0], "adviser-0", "Ada", Ending),
            record.Change.AssignAsync(chat.ChatId, ids[1], "adviser-1", "Bea", Ending)
        );

        var winner = Array.FindIndex(results, result => result.Refusal == Refusal.None);
        Assert.Equal(Refusal.State, results[1 - winner].Refusal);
        var (refusal, again) = await record.Change.AssignAsync(
            chat.ChatId,
            ids[winner],
            $"adviser-{winner}",
            winner == 0 ? "Ada" : "Bea",
            Ending
        );
        Assert.Equal((Refusal.None, results[winner].Event), (refusal, again));
        Assert.Equal($"adviser-{winner}", (await record.Chats.FindAsync(chat.ChatId, Ending))!.AdviserId);
    }

    [Fact]
    public async Task A_second_end_is_answered_with_the_first_and_only_a_party_can_end()
    {
        var chat = await record.ActiveChatAsync();

        var (stranger, _) = await record.Change.EndAsync(
            RecordDatabase.EndBy(chat.ChatId, Party.Adviser, "other"),
            Ending
        );
        var (first, end) = await record.Change.EndAsync(RecordDatabase.EndBy(chat.ChatId, Party.Resident), Ending);
        var (second, again) = await record.Change.EndAsync(
            RecordDatabase.EndBy(chat.ChatId, Party.Adviser, RecordDatabase.Adviser),
            Ending
        );

        Assert.Equal((Refusal.State, Refusal.None, Refusal.None), (stranger, first, second));
        Assert.Equal(end, again);
        Assert.Equal(Party.Resident, (await record.Chats.FindAsync(chat.ChatId, Ending))!.EndedBy);
        var (unknown, _) = await record.Change.EndAsync(
            RecordDatabase.EndBy(Guid.CreateVersion7(), Party.Resident),
            Ending
        );
        Assert.Equal(Refusal.UnknownChat, unknown);
    }

    [Fact]
    public async Task An_idle_chat_is_ended_only_if_it_still_is_and_keeps_why()
    {
        var chat = await record.ActiveChatAsync();
        var idle = RecordDatabase.EndBy(chat.ChatId, Party.System) with { Code = "idle", IfLastSeq = 3 };
        await record.Appending.RunAsync([RecordDatabase.FromResident(chat.ChatId, "I am back")], Ending);

        Assert.Equal((Refusal.State, null), await record.Change.EndAsync(idle, Ending));
        var (refusal, end) = await record.Change.EndAsync(idle with { IfLastSeq = 4 }, Ending);

        Assert.Equal((Refusal.None, 5L, "idle"), (refusal, end!.Seq, end.Code));
        Assert.Equal("idle", (await record.Chats.FindAsync(chat.ChatId, Ending))!.Outcome);
        Assert.Equal((Refusal.None, end), await record.Change.EndAsync(idle, Ending));
    }

    [Fact]
    public async Task A_chat_that_goes_on_is_read_back_page_by_page_with_names_and_text()
    {
        var chat = await record.ActiveChatAsync();
        await record.Appending.RunAsync([RecordDatabase.FromAdviser(chat.ChatId, "Good morning ☀")], Ending);
        var ground = ReadingGround.Live(chat.ChatId);

        var first = await record.Events.ReadAsync(ground, chat.ChatId, 0, 3, Ending);
        var rest = await record.Events.ReadAsync(ground, chat.ChatId, 3, 3, Ending);

        Assert.Equal((true, false), (first.More, rest.More));
        Assert.Equal(
            [
                (1L, EventKind.Started, "Robin Example", null),
                (2L, EventKind.Message, "Robin Example", "The boiler is cold"),
                (3L, EventKind.Assigned, "Sam Adviser", null),
                (4L, EventKind.Message, "Sam Adviser", "Good morning ☀"),
            ],
            first.Events.Concat(rest.Events).Select(item => (item.Seq, item.Kind, item.Name, item.Text))
        );
    }

    [Fact]
    public async Task The_live_chats_are_those_that_have_not_ended_oldest_first()
    {
        var older = await record.WaitingChatAsync();
        var ended = await record.WaitingChatAsync();
        var newer = await record.WaitingChatAsync();
        await record.Change.EndAsync(RecordDatabase.EndBy(ended.ChatId, Party.System), Ending);

        var live = new List<Guid>();
        await foreach (var chat in record.Chats.LiveAsync(Ending))
        {
            live.Add(chat.ChatId);
        }

        Guid[] mine = [older.ChatId, ended.ChatId, newer.ChatId];
        Assert.Equal([older.ChatId, newer.ChatId], live.Where(mine.Contains));
    }
}
