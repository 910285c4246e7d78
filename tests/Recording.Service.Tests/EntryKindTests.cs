using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Live;
using Xunit;
using static WebchatAspire.Contracts.Record.AppendOutcome.Types;

namespace WebchatAspire.Recording.Service.Tests;

/// <summary>What is appended beside messages: notes, warnings, flags, notices and monitoring. Law 2 holds for each kind.</summary>
public sealed class EntryKindTests(RecordDatabase record)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public static TheoryData<EventKind> Kinds =>
        [
            EventKind.Message,
            EventKind.Note,
            EventKind.Warned,
            EventKind.Flagged,
            EventKind.Notice,
            EventKind.Monitoring,
        ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Law_2_a_resend_of_any_kind_is_answered_with_the_first_result_and_another_content_refused(
        EventKind kind
    )
    {
        var chat = await record.ActiveChatAsync();
        var sent = Entry(chat.ChatId, kind);
        var first = (await record.Appending.RunAsync([sent], Ending))[0];

        var again = await record.Appending.RunAsync([sent, .. Others(sent)], Ending);

        Assert.Equal((Result.Appended, 4L), (first.Result, first.Seq));
        Assert.Equal(first with { Result = Result.Repeated }, again[0]);
        Assert.All(again[1..], outcome => Assert.Equal((Result.Conflict, 4L), (outcome.Result, outcome.Seq)));
        Assert.Equal(4, (await record.StoredAsync(chat.ChatId)).Count);
    }

    [Fact]
    public async Task All_kinds_of_one_batch_are_numbered_together_and_read_back_with_text_and_code()
    {
        var chat = await record.ActiveChatAsync();

        await record.Appending.RunAsync([.. Kinds.Select(kind => Entry(chat.ChatId, kind.Data))], Ending);

        var page = await record.Events.ReadAsync(ReadingGround.Live(chat.ChatId), chat.ChatId, 3, 10, Ending);
        Assert.Equal(
            [
                (4L, EventKind.Message, "Sam Adviser", "Good morning", null, null),
                (5L, EventKind.Note, "Sam Adviser", "Seems upset", null, null),
                (6L, EventKind.Warned, "Sam Adviser", "Please be polite", "caution", null),
                (7L, EventKind.Flagged, "Sam Adviser", null, "resident", null),
                (8L, EventKind.Notice, null, null, "card-masked", "2"),
                (9L, EventKind.Monitoring, "Sam Adviser", null, "asked", null),
            ],
            page.Events.Select(item => (item.Seq, item.Kind, item.Name, item.Text, item.Code, item.Target))
        );
    }

    [Fact]
    public async Task Only_messages_are_counted_and_a_flag_of_either_side_marks_the_chat()
    {
        var notFlagged = await record.ActiveChatAsync();
        var byAdviser = await record.ActiveChatAsync();
        var byResident = await record.ActiveChatAsync();

        await record.Appending.RunAsync(
            [
                Entry(notFlagged.ChatId, EventKind.Note),
                Entry(notFlagged.ChatId, EventKind.Message),
                RecordDatabase.Flag(byAdviser.ChatId, Party.Adviser),
                RecordDatabase.Flag(byResident.ChatId, Party.Resident),
                RecordDatabase.FromResident(byResident.ChatId, "After the flag"),
            ],
            Ending
        );
        await record.Appending.RunAsync([RecordDatabase.FromResident(byResident.ChatId, "Later")], Ending);

        Assert.Equal((false, 2), await FlaggedAsync(notFlagged));
        Assert.Equal((true, 1), await FlaggedAsync(byAdviser));
        Assert.Equal((true, 3), await FlaggedAsync(byResident));
    }

    [Fact]
    public async Task Another_adviser_appends_nothing_of_any_kind()
    {
        var chat = await record.ActiveChatAsync();
        var entries = Kinds
            .Select(kind => Entry(chat.ChatId, kind.Data))
            .Where(entry => entry.Party == Party.Adviser)
            .Select(entry => entry with { PartyId = "somebody-else" });

        var outcomes = await record.Appending.RunAsync([.. entries], Ending);

        Assert.Equal(5, outcomes.Length);
        Assert.All(outcomes, outcome => Assert.Equal(Result.NotAParticipant, outcome.Result));
        Assert.Equal((false, 1), await FlaggedAsync(chat));
    }

    private async Task<(bool Flagged, int Messages)> FlaggedAsync(NewChat chat)
    {
        var row = await record.Chats.FindAsync(chat.ChatId, Ending);
        return (row!.Flagged, row.MessageCount);
    }

    private static NewEntry Entry(Guid chatId, EventKind kind) =>
        kind switch
        {
            EventKind.Message => RecordDatabase.FromAdviser(chatId, "Good morning"),
            EventKind.Note => RecordDatabase.FromAdviser(chatId, "Seems upset", kind),
            EventKind.Warned => RecordDatabase.FromAdviser(chatId, "Please be polite", kind, "caution"),
            EventKind.Flagged => RecordDatabase.Flag(chatId, Party.Adviser),
            EventKind.Monitoring => RecordDatabase.Ask(chatId),
            _ => RecordDatabase.Notice(chatId, "card-masked", "2"),
        };

    private static IEnumerable<NewEntry> Others(NewEntry entry) =>
        entry.Kind switch
        {
            EventKind.Message => [entry with { Text = "Other" }, entry with { Kind = EventKind.Note }],
            EventKind.Note => [entry with { Text = "Other" }, entry with { Kind = EventKind.Message }],
            EventKind.Warned => [entry with { Text = "Other" }, entry with { Code = "final-warning" }],
            EventKind.Flagged => [RecordDatabase.Flag(entry.ChatId, Party.Resident) with { EventId = entry.EventId }],
            EventKind.Monitoring =>
            [
                RecordDatabase.Notice(entry.ChatId, "started") with
                {
                    Kind = EventKind.Monitoring,
                    EventId = entry.EventId,
                },
            ],
            _ => [entry with { Target = "3" }, entry with { Code = "kept-open", Target = null }],
        };
}
