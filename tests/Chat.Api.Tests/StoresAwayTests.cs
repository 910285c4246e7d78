using WebchatAspire.Chat.Api.Tests.Setting;
using WebchatAspire.ChatClient;

namespace WebchatAspire.Chat.Api.Tests;

public sealed class StoresAwayTests(ChatSetting stack)
{
    [Fact(Timeout = 120_000)]
    public async Task Law_1_when_the_record_is_away_the_sender_is_told_and_nobody_sees_the_message()
    {
        using var resident = await stack.StartChatAsync();
        using var adviser = stack.NewAdviser();
        await adviser.AcceptAsync(Neighbours.Repairs, resident.ChatId, TestContext.Current.CancellationToken);
        await using var sending = await resident.ConnectAsync(TestContext.Current.CancellationToken);
        await using var seeing = await adviser.ConnectAsync(TestContext.Current.CancellationToken);
        var inbox = new Inbox(seeing);
        await sending.JoinAsync(resident.ChatId);
        await seeing.JoinAsync(resident.ChatId);
        var id = Guid.NewGuid();

        await stack.Recording.KillAsync();
        var refused = await sending.SendAsync(resident.ChatId, id, "Is anybody there?");
        var start = new
        {
            service = Neighbours.Repairs,
            message = "Hello",
            noticeVersion = Neighbours.Notice,
        };
        await Problems.AssertAsync(resident.Session, "/api/chats", start, 503, "record-unavailable");
        await stack.Recording.StartAsync();
        Assert.Equal("message-not-saved", refused.Code);
        Assert.Equal(0, inbox.Waiting);

        var sent = await SendUntilSavedAsync(sending, resident.ChatId, id, "Is anybody there?");
        Assert.Equal(4, sent.Seq);
        Assert.Equal((4, id), await inbox.NextEventAsync() is var seen ? (seen.Seq, seen.Id) : default);
    }

    [Fact(Timeout = 120_000)]
    public async Task When_Redis_is_away_nothing_is_saved_and_when_it_returns_everything_heals()
    {
        var (chat, cable) = stack.NewReplicaOnCable();
        await using var replica = chat;
        await using var connectionToRedis = cable;
        using var resident = await stack.StartChatAsync(chat);
        await using var connection = await resident.ConnectAsync(TestContext.Current.CancellationToken);
        var inbox = new Inbox(connection);
        await connection.JoinAsync(resident.ChatId);
        var id = Guid.NewGuid();

        var away = new TaskCompletionSource();
        chat.Redis.ConnectionFailed += (_, _) => away.TrySetResult();
        cable.Cut();
        await away.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("live-unavailable", (await connection.SendAsync(resident.ChatId, id, "Hello?")).Code);
        using var session = new WebSession(chat.Address);
        var start = new
        {
            service = Neighbours.Repairs,
            message = "Hello",
            noticeVersion = Neighbours.Notice,
        };
        await Problems.AssertAsync(session, "/api/chats", start, 503, "live-unavailable");

        // Meanwhile another replica stores something that this one cannot be told.
        using var adviser = stack.NewAdviser();
        await adviser.AcceptAsync(Neighbours.Repairs, resident.ChatId, TestContext.Current.CancellationToken);
        cable.Mend();

        await inbox.ResyncAsync();
        Assert.Equal(0, inbox.Waiting);
        var missed = await connection.EventsAfterAsync(resident.ChatId, 2);
        Assert.Equal(["assigned"], missed.Events!.Select(e => e.Kind));
        var sent = await SendUntilSavedAsync(connection, resident.ChatId, id, "Hello?");
        Assert.Equal(4, sent.Seq);
        Assert.Equal("Hello?", (await inbox.NextEventAsync()).Text);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_join_that_fails_ends_the_connection_and_the_next_one_hears_everything()
    {
        var (chat, cable) = stack.NewReplicaOnCable();
        await using var replica = chat;
        await using var connectionToRedis = cable;
        using var resident = await stack.StartChatAsync(chat);
        var away = new TaskCompletionSource();
        chat.Redis.ConnectionFailed += (_, _) => away.TrySetResult();

        await using (var connection = await resident.ConnectAsync(TestContext.Current.CancellationToken))
        {
            cable.Cut();
            await away.Task.WaitAsync(TestContext.Current.CancellationToken);
            await AssertJoinEndsAsync(connection, resident.ChatId);
        }
        cable.Mend();
        await using (var connection = await ConnectUntilJoinedAsync(resident))
        {
            var inbox = new Inbox(connection);
            using var adviser = stack.NewAdviser();
            await adviser.AcceptAsync(Neighbours.Repairs, resident.ChatId, TestContext.Current.CancellationToken);
            Assert.Equal("assigned", (await inbox.NextEventAsync()).Kind);
        }

        await using (var connection = await resident.ConnectAsync(TestContext.Current.CancellationToken))
        {
            await stack.Recording.KillAsync();
            await AssertJoinEndsAsync(connection, resident.ChatId);
            await stack.Recording.StartAsync();
        }
        await using var last = await ConnectUntilJoinedAsync(resident);
        Assert.True((await last.SendAsync(resident.ChatId, Guid.NewGuid(), "Still here.")).Ok);
    }

    private static async Task AssertJoinEndsAsync(LiveConnection connection, Guid chatId)
    {
        // The answer may, or may not, overtake the end; and a connection that was just being made ends without a call.
        var reply = connection.JoinAsync(chatId);
        while (connection.IsConnected)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        Assert.False(reply.IsCompletedSuccessfully && (await reply).Ok);
    }

    /// <summary>What a client does: a new connection until it has joined.</summary>
    private static async Task<LiveConnection> ConnectUntilJoinedAsync(ResidentClient resident)
    {
        while (true)
        {
            try
            {
                var connection = await resident.ConnectAsync(TestContext.Current.CancellationToken);
                if ((await connection.JoinAsync(resident.ChatId)).Ok)
                {
                    return connection;
                }
                await connection.DisposeAsync();
            }
            catch (Exception refused) when (refused is not OperationCanceledException)
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>What a client does: the same message id until the answer says that it is saved.</summary>
    private static async Task<HubAnswer> SendUntilSavedAsync(
        LiveConnection connection,
        Guid chatId,
        Guid id,
        string text
    )
    {
        while (true)
        {
            var reply = await connection.SendAsync(chatId, id, text);
            if (reply.Ok)
            {
                return reply;
            }
            Assert.Contains(reply.Code, (string[])["message-not-saved", "live-unavailable"]);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
