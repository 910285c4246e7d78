using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Messages;
using WebchatAspire.Chat.Api.Tests.Setting;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Tests;

/// <summary>Card numbers that are written in several messages.</summary>
public sealed class CardsOverMessagesTests(ChatSetting stack)
{
    private const string Card = "4111111111111111";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData("4111 1111", "1111 1111")]
    [InlineData("4111", "1111", "1111", "1111")]
    [InlineData("It is 4111-1111-1111", "1111, thank you")]
    [InlineData("411111111111111", "1")]
    public async Task Of_a_card_over_messages_four_digits_stay_and_both_are_told(params string[] messages)
    {
        using var resident = await stack.StartChatAsync(message: "I want to pay.");
        await using var connection = await resident.ConnectAsync(Stop);
        var seen = new Inbox(connection);
        await connection.JoinAsync(resident.ChatId);
        var ids = messages.Select(_ => Guid.NewGuid()).ToList();

        foreach (var (id, text) in ids.Zip(messages))
        {
            Assert.True((await connection.SendAsync(resident.ChatId, id, text)).Ok);
        }
        var resent = await connection.SendAsync(resident.ChatId, ids[^1], messages[^1]);

        Assert.True(resent.Ok, resent.Code);
        var events = (await connection.EventsAfterAsync(resident.ChatId, 2)).Events!;
        var texts = events.Where(happened => happened.Kind == EventKinds.Message).Select(happened => happened.Text!);
        Assert.Equal(4, string.Concat(texts).Count(char.IsAsciiDigit));
        Assert.Equal(messages.Length, texts.Count());
        Assert.Contains(events, happened => happened.Code == EventCodes.CardMasked);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("My account is 60123456", "70 1234 5678")]
    [InlineData("PCN HF12345678", "12345678")]
    [InlineData("4111 1111", "no, that was wrong", "1111 1112")]
    public async Task Numbers_that_make_no_card_stay(params string[] messages)
    {
        using var resident = await stack.StartChatAsync(message: "Good morning.");
        await using var connection = await resident.ConnectAsync(Stop);
        await connection.JoinAsync(resident.ChatId);

        foreach (var text in messages)
        {
            Assert.True((await connection.SendAsync(resident.ChatId, Guid.NewGuid(), text)).Ok);
        }

        var events = (await connection.EventsAfterAsync(resident.ChatId, 2)).Events!;
        Assert.Equal(messages, events.Select(happened => happened.Text));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_resend_masks_what_a_replica_that_died_had_left()
    {
        using var resident = await stack.StartChatAsync(message: "I want to pay.");
        await using var connection = await resident.ConnectAsync(Stop);
        await connection.JoinAsync(resident.ChatId);
        await connection.SendAsync(resident.ChatId, Guid.NewGuid(), "4111 1111");
        var chat = (await stack.Chat.Get<LiveStore>().FindAsync(resident.ChatId))!;
        var id = Guid.NewGuid();
        var stored = await stack
            .Chat.Get<MessageBatcher>()
            .SendAsync(new PendingSend(new Participant(chat, Party.Resident, "", null), id, "**** 1111"));

        var resent = await connection.SendAsync(resident.ChatId, id, "1111 1111");

        Assert.Equal((true, stored.Seq), (resent.Ok, resent.Seq));
        var events = (await connection.EventsAfterAsync(resident.ChatId, 2)).Events!;
        Assert.Equal(
            ["**** ****", "**** 1111"],
            events.Where(happened => happened.Kind == EventKinds.Message).Select(happened => happened.Text)
        );
    }

    [Fact]
    public void However_a_card_is_cut_no_more_than_four_of_its_digits_stay()
    {
        for (var first = 1; first < Card.Length; first++)
        {
            for (var second = first; second < Card.Length; second++)
            {
                string[] parts = [Card[..first], Card[first..second], Card[second..]];
                parts = [.. parts.Where(part => part.Length > 0)];
                var masked = new CardParts(parts[..^1], parts[^1]);

                string[] now = [.. parts[..^1], masked.Last];
                foreach (var (index, text) in masked.Changed)
                {
                    now[index] = text;
                }
                Assert.Equal(4, string.Concat(now).Count(char.IsAsciiDigit));
                Assert.DoesNotContain(masked.LastInFull, char.IsAsciiDigit);
                Assert.Equal(parts.Select(part => part.Length), now.Select(text => text.Length));
            }
        }
    }
}
