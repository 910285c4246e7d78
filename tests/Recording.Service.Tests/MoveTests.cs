using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Live;
using Xunit;
using static WebchatAspire.Contracts.Record.AppendOutcome.Types;

namespace WebchatAspire.Recording.Service.Tests;

/// <summary>A chat that is taken from its adviser, into a queue or to a colleague.</summary>
public sealed class MoveTests(RecordDatabase record)
{
    private const string Colleague = "0198c1a2-0000-7000-8000-00000000000b";

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chat_goes_back_to_the_head_of_its_queue_and_keeps_its_place_in_time()
    {
        var chat = await record.ActiveChatAsync();
        var before = await RowAsync(chat);

        var (refusal, moved) = await record.Change.MoveAsync(ToQueue(chat) with { AtHead = true }, Ending);

        Assert.Equal((Refusal.None, 4L, "queue", null), (refusal, moved!.Seq, moved.Code, moved.Target));
        var row = await RowAsync(chat);
        Assert.Equal((ChatState.Waiting, true, "housing-repairs"), (row.State, row.AtHead, row.Service));
        Assert.Equal((before.QueuedAt, null), (row.QueuedAt, row.AdviserNameCipher));
        await record.Change.AssignAsync(chat.ChatId, Guid.CreateVersion7(), Colleague, "Kim", Ending);
        Assert.Equal((ChatState.Active, false), ((await RowAsync(chat)).State, (await RowAsync(chat)).AtHead));
    }

    [Fact]
    public async Task A_chat_goes_into_the_queue_of_another_service()
    {
        var chat = await record.ActiveChatAsync();

        var (_, moved) = await record.Change.MoveAsync(ToQueue(chat) with { Service = "parking" }, Ending);

        Assert.Equal(("service", "parking"), (moved!.Code, moved.Target));
        Assert.Equal(("parking", false), ((await RowAsync(chat)).Service, (await RowAsync(chat)).AtHead));
    }

    [Fact]
    public async Task A_chat_goes_to_a_colleague_who_writes_in_it_from_then_on()
    {
        var chat = await record.ActiveChatAsync();

        var (_, moved) = await record.Change.MoveAsync(ToColleague(chat), Ending);
        var outcomes = await record.Appending.RunAsync(
            [
                RecordDatabase.FromAdviser(chat.ChatId, "Am I still here?"),
                RecordDatabase.FromAdviser(chat.ChatId, "Kim here") with
                {
                    PartyId = Colleague,
                },
            ],
            Ending
        );

        Assert.Equal(("adviser", Colleague, "Kim"), (moved!.Code, moved.Target, moved.TargetName));
        Assert.Equal([Result.NotAParticipant, Result.Appended], outcomes.Select(outcome => outcome.Result));
        var page = await record.Events.ReadAsync(ReadingGround.Live(chat.ChatId), chat.ChatId, 3, 10, Ending);
        Assert.Equal(
            [("Sam Adviser", "Kim", null), ("Kim", null, "Kim here")],
            page.Events.Select(item => (item.Name, item.TargetName, item.Text))
        );
    }

    [Fact]
    public async Task Law_2_a_resend_of_a_move_is_answered_with_the_first_result_and_another_content_refused()
    {
        var chat = await record.ActiveChatAsync();
        var move = ToColleague(chat);
        var first = await record.Change.MoveAsync(move, Ending);

        Assert.Equal(first, await record.Change.MoveAsync(move, Ending));
        NewMove[] others =
        [
            move with
            {
                AdviserName = "Kit",
            },
            move with
            {
                Service = "parking",
            },
            move with
            {
                AtHead = true,
            },
        ];
        foreach (var other in others)
        {
            Assert.Equal((Refusal.State, null), await record.Change.MoveAsync(other, Ending));
        }
        Assert.Equal(4, (await record.StoredAsync(chat.ChatId)).Count);
    }

    [Fact]
    public async Task Of_two_sweeps_at_once_one_moves_the_chat()
    {
        var chat = await record.ActiveChatAsync();
        var sweeps = Enumerable
            .Range(0, 4)
            .Select(_ => ToQueue(chat) with { Party = Party.System, PartyId = null, AtHead = true });

        var results = await Task.WhenAll(sweeps.Select(sweep => record.Change.MoveAsync(sweep, Ending)));

        Assert.Single(results, result => result.Refusal == Refusal.None);
        Assert.Equal(3, results.Count(result => result.Refusal == Refusal.State));
        Assert.Equal(4, (await record.StoredAsync(chat.ChatId)).Count);
    }

    [Fact]
    public async Task A_waiting_or_ended_chat_and_one_of_somebody_else_stay_where_they_are()
    {
        var waiting = await record.WaitingChatAsync();
        var ended = await record.ActiveChatAsync();
        await record.Change.EndAsync(RecordDatabase.EndBy(ended.ChatId, Party.Resident), Ending);
        var others = await record.ActiveChatAsync();
        NewMove[] moves = [ToQueue(waiting), ToQueue(ended), ToQueue(others) with { FromAdviserId = Colleague }];

        foreach (var move in moves)
        {
            Assert.Equal((Refusal.State, null), await record.Change.MoveAsync(move, Ending));
        }
        var unknown = ToQueue(waiting) with { ChatId = Guid.CreateVersion7() };
        Assert.Equal((Refusal.UnknownChat, null), await record.Change.MoveAsync(unknown, Ending));
    }

    private async Task<ChatRow> RowAsync(NewChat chat) => (await record.Chats.FindAsync(chat.ChatId, Ending))!;

    private static NewMove ToQueue(NewChat chat) =>
        new(
            chat.ChatId,
            Guid.CreateVersion7(),
            RecordDatabase.Adviser,
            Party.Adviser,
            RecordDatabase.Adviser,
            chat.Service,
            false,
            null,
            null
        );

    private static NewMove ToColleague(NewChat chat) =>
        ToQueue(chat) with
        {
            AdviserId = Colleague,
            AdviserName = "Kim",
        };
}
