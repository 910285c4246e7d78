using Npgsql;
using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Live;
using Xunit;
using static WebchatAspire.Contracts.Record.AppendOutcome.Types;

namespace WebchatAspire.Recording.Service.Tests;

/// <summary>The one change of a stored event: digits of a payment card that turned out to be one only afterwards.</summary>
public sealed class CardMaskTests(RecordDatabase record)
{
    private const string Sent = "My card is 4111 1111";
    private const string Masked = "My card is **** ****";

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_digits_are_gone_and_a_notice_tells_of_it()
    {
        var (chat, message) = await SentAsync();

        var (refusal, notice) = await record.Masking.RunAsync(Mask(message), Ending);

        Assert.Equal((Refusal.None, 5L, "card-masked", "4"), (refusal, notice!.Seq, notice.Code, notice.Target));
        var page = await record.Events.ReadAsync(ReadingGround.Live(chat.ChatId), chat.ChatId, 3, 10, Ending);
        Assert.Equal(
            [(EventKind.Message, Masked), (EventKind.Notice, null)],
            page.Events.Select(item => (item.Kind, item.Text))
        );
    }

    [Fact]
    public async Task Law_2_the_first_text_is_still_known_when_it_is_sent_again()
    {
        var (_, message) = await SentAsync();
        await record.Masking.RunAsync(Mask(message), Ending);

        var outcomes = await record.Appending.RunAsync([message, message with { Text = Masked }], Ending);

        Assert.Equal(
            [(Result.Repeated, 4L), (Result.Conflict, 4L)],
            outcomes.Select(outcome => (outcome.Result, outcome.Seq))
        );
    }

    [Fact]
    public async Task Law_2_a_resend_of_a_mask_is_answered_with_the_first_result_and_another_content_refused()
    {
        var (chat, message) = await SentAsync();
        var mask = Mask(message);
        var first = await record.Masking.RunAsync(mask, Ending);

        Assert.Equal(first, await record.Masking.RunAsync(mask, Ending));
        var other = mask with { Text = "My card is ******111" };
        Assert.Equal((Refusal.State, null), await record.Masking.RunAsync(other, Ending));
        Assert.Equal(5, (await record.StoredAsync(chat.ChatId)).Count);
        var page = await record.Events.ReadAsync(ReadingGround.Live(chat.ChatId), chat.ChatId, 3, 1, Ending);
        Assert.Equal(Masked, page.Events.Single().Text);
    }

    [Fact]
    public async Task Nothing_else_is_changed_and_nothing_half()
    {
        var (chat, message) = await SentAsync();
        var note = RecordDatabase.FromAdviser(chat.ChatId, Sent, EventKind.Note);
        await record.Appending.RunAsync([note], Ending);
        var (endedChat, ended) = await SentAsync();
        await record.Change.EndAsync(RecordDatabase.EndBy(endedChat.ChatId, Party.Resident), Ending);
        NewMask[] refused =
        [
            Mask(message) with
            {
                Text = Masked + "*",
            },
            Mask(message) with
            {
                MessageId = Guid.CreateVersion7(),
            },
            Mask(message) with
            {
                EventId = message.EventId,
            },
            Mask(note),
            Mask(ended),
        ];

        foreach (var mask in refused)
        {
            Assert.Equal((Refusal.State, null), await record.Masking.RunAsync(mask, Ending));
        }
        Assert.Equal(5, (await record.StoredAsync(chat.ChatId)).Count);
        Assert.Equal(5, (await record.StoredAsync(endedChat.ChatId)).Count);
        var page = await record.Events.ReadAsync(ReadingGround.Live(chat.ChatId), chat.ChatId, 3, 10, Ending);
        Assert.All(page.Events, item => Assert.Equal(Sent, item.Text));
        Assert.Equal(0L, await CountAsync("masked_at is not null", endedChat.ChatId));
    }

    [Fact]
    public async Task A_message_of_more_than_a_quarter_of_an_hour_ago_stays_as_it_is()
    {
        var (chat, message) = await SentAsync();
        await using var age = record.Superuser.CreateCommand(
            "update record.events set at = at - interval '16 minutes' where chat_id = $1"
        );
        age.Parameters.AddWithValue(chat.ChatId);
        await age.ExecuteNonQueryAsync(Ending);

        Assert.Equal((Refusal.State, null), await record.Masking.RunAsync(Mask(message), Ending));
    }

    [Fact]
    public async Task The_setting_of_the_function_opens_nothing_to_the_accounts_of_the_service()
    {
        var (chat, _) = await SentAsync();

        foreach (var account in new[] { record.Append, record.Read })
        {
            await using var connection = await account.OpenConnectionAsync(Ending);
            await using var set = new NpgsqlCommand("set webchat.masking = 'on'", connection);
            await set.ExecuteNonQueryAsync(Ending);
            await using var change = new NpgsqlCommand(
                $"update record.events set body = null where chat_id = '{chat.ChatId}'",
                connection
            );
            var refused = await Assert.ThrowsAsync<PostgresException>(() => change.ExecuteNonQueryAsync(Ending));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
            await using var reset = new NpgsqlCommand("reset webchat.masking", connection);
            await reset.ExecuteNonQueryAsync(Ending);
        }
    }

    private async Task<(NewChat Chat, NewEntry Message)> SentAsync()
    {
        var chat = await record.ActiveChatAsync();
        var message = RecordDatabase.FromResident(chat.ChatId, Sent);
        await record.Appending.RunAsync([message], Ending);
        return (chat, message);
    }

    private async Task<long> CountAsync(string condition, Guid chatId)
    {
        await using var count = record.Superuser.CreateCommand(
            $"select count(*) from record.events where chat_id = '{chatId}' and {condition}"
        );
        return (long)(await count.ExecuteScalarAsync(Ending))!;
    }

    private static NewMask Mask(NewEntry message) =>
        new(message.ChatId, Guid.CreateVersion7(), message.EventId, Masked);
}
