using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Tests.Setting;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Tests;

public sealed class LiveStateTests(ChatSetting stack)
{
    private LiveStore Store => stack.Chat.Get<LiveStore>();

    [Fact(Timeout = 60_000)]
    public async Task Losing_all_of_Redis_loses_no_chat_and_no_place()
    {
        var service = stack.NewService();
        using var first = await stack.StartChatAsync(service: service, name: "Kofi");
        using var second = await stack.StartChatAsync(service: service);
        using var taken = await stack.StartChatAsync(service: service);
        var subject = Guid.NewGuid().ToString();
        using var adviser = stack.NewAdviser(subject: subject, services: [service]);
        await adviser.AcceptAsync(service, taken.ChatId, TestContext.Current.CancellationToken);

        await stack.LoseRedisDataAsync();

        var state = stack.Chat.Get<LiveState>();
        Assert.Equal(
            [first.ChatId, second.ChatId],
            await state.QueueAsync(service, -1, TestContext.Current.CancellationToken)
        );
        Assert.Equal([taken.ChatId], await state.OfAdviserAsync(subject, TestContext.Current.CancellationToken));
        Assert.Equal(2, (await second.GetAsync(TestContext.Current.CancellationToken)).Position);
        Assert.Equal(
            "Kofi",
            (await state.FindAsync(first.ChatId, TestContext.Current.CancellationToken))?.ResidentName
        );

        // Nobody asks: the watch finds the loss by itself.
        await stack.LoseRedisDataAsync();
        while ((await Store.QueueAsync(service)).Length < 2)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await EndAsync(first, second, taken);
        Assert.Empty(await Store.QueueAsync(service));
        Assert.Empty(await Store.OfAdviserAsync(subject));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_rebuild_removes_what_the_record_does_not_know_or_knows_to_have_ended()
    {
        var service = stack.NewService();
        using var ended = await stack.StartChatAsync(service: service);
        var stale = (await Store.FindAsync(ended.ChatId))!;
        await EndAsync(ended);
        await stack.Chat.Redis.GetDatabase().KeyDeleteAsync($"live:chat:{ended.ChatId:N}");
        await Store.PutAsync(stale);
        await Store.PutAsync(stale with { Id = Guid.NewGuid() });
        Assert.Equal(2, (await Store.QueueAsync(service)).Length);

        await stack.Chat.Get<LiveRebuild>().RunAsync(TestContext.Current.CancellationToken);

        Assert.Empty(await Store.QueueAsync(service));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_chat_that_lost_its_place_is_still_known_to_wait_and_gets_a_place_again()
    {
        var service = stack.NewService();
        using var resident = await stack.StartChatAsync(service: service);
        await using var connection = await resident.ConnectAsync(TestContext.Current.CancellationToken);
        var inbox = new Inbox(connection);
        await stack.Chat.Redis.GetDatabase().SortedSetRemoveAsync($"live:queue:{service}", $"{resident.ChatId:N}");

        var joined = await connection.JoinAsync(resident.ChatId);

        Assert.Equal(("waiting", null), (joined.State, joined.Position));
        Assert.Equal(1, await inbox.NextPositionAsync());
        await EndAsync(resident);
    }

    [Fact]
    public async Task Of_many_copies_written_at_once_the_newest_stays()
    {
        var service = $"test-{Guid.NewGuid():N}";
        for (var round = 0; round < 20; round++)
        {
            var waiting = New(service);
            var active = waiting.AssignedTo($"adviser-{round}", "Asha", seq: 3);
            LiveChat[] copies = [waiting, active, active.EndedAt(seq: 4), active.EndedAt(seq: 5)];
            Random.Shared.Shuffle(copies);

            await Task.WhenAll(copies.Select(Store.PutAsync));

            Assert.Equal(
                (ChatState.Ended, 5L),
                await Store.FindAsync(waiting.Id) is { } chat ? (chat.State, chat.Seq) : default
            );
            Assert.Null(await Store.PositionAsync(service, waiting.Id));
            Assert.Empty(await Store.OfAdviserAsync($"adviser-{round}"));
        }
    }

    [Fact]
    public async Task Whoever_lost_their_adviser_stands_first_and_the_longest_wait_may_be_behind_them()
    {
        var service = $"test-{Guid.NewGuid():N}";
        var now = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        var oldest = New(service) with { QueuedAt = now.AddMinutes(-9) };
        var later = New(service) with { QueuedAt = now.AddMinutes(-1) };
        var lost = New(service) with { QueuedAt = now.AddMinutes(-3), AtHead = true };
        var lostLater = New(service) with { QueuedAt = now.AddMinutes(-2), AtHead = true };
        var left = New(service) with { QueuedAt = now.AddMinutes(-20), Mode = ChatMode.Message };

        await Task.WhenAll(new[] { later, left, lostLater, oldest, lost }.Select(Store.PutAsync));

        Assert.Equal([lost.Id, lostLater.Id, oldest.Id, later.Id], await Store.QueueAsync(service));
        Assert.Equal([left.Id], await Store.MessagesAsync(service));
        Assert.Equal(oldest.QueuedAt, await Store.LongestWaitAsync(service));
        await Store.PutAsync(oldest.EndedAt(3));
        Assert.Equal(lost.QueuedAt, await Store.LongestWaitAsync(service));
        // Whoever had an adviser meanwhile has waited since that, and keeps the place.
        await Store.MarkReturnedAsync(lost.Id, now);
        Assert.Equal(lostLater.QueuedAt, await Store.LongestWaitAsync(service));
        Assert.Equal(lost.Id, (await Store.QueueAsync(service))[0]);
        await Task.WhenAll(new[] { later, left, lostLater, lost }.Select(chat => Store.PutAsync(chat.EndedAt(3))));
        Assert.Null(await Store.LongestWaitAsync(service));
    }

    [Fact(Timeout = 60_000)]
    public async Task Places_are_kept_one_by_one_whichever_replica_asks()
    {
        const int Capacity = 3;
        await using var another = stack.NewReplica();
        LiveStore[] stores = [Store, another.Get<LiveStore>()];
        var adviser = Guid.NewGuid().ToString();
        var now = DateTimeOffset.UtcNow;
        var kept = 0;
        while (kept < Capacity)
        {
            var asked = Enumerable
                .Range(0, 40)
                .Select(i => stores[i % 2].ReserveAsync(adviser, Capacity, Guid.NewGuid(), now));
            kept += (await Task.WhenAll(asked)).Count(got => got);
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        Assert.Equal(Capacity, kept);
        Assert.False(await Store.ReserveAsync(adviser, Capacity, Guid.NewGuid(), now));
        Assert.True(await Store.ReserveAsync(adviser, Capacity, Guid.NewGuid(), now.AddMinutes(1)));
    }

    private static LiveChat New(string service) =>
        new(
            Guid.CreateVersion7(),
            "7K3M-9QXW",
            service,
            ChatState.Waiting,
            Seq: 2,
            DateTimeOffset.UtcNow,
            QueuedAt: DateTimeOffset.UtcNow,
            AtHead: false,
            ChatMode.Live,
            Language: "en",
            AdviserId: null,
            AdviserName: null,
            ResidentName: null,
            SecretHashBytes: new byte[32],
            Answered: false
        );

    private static async Task EndAsync(params ChatClient.ResidentClient[] residents)
    {
        foreach (var resident in residents)
        {
            using var response = await resident.Session.Http.PostAsync(
                $"/api/chats/{resident.ChatId}/end",
                null,
                TestContext.Current.CancellationToken
            );
            Assert.Equal(System.Net.HttpStatusCode.NoContent, response.StatusCode);
        }
    }
}
