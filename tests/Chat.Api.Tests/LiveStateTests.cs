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
        using var first = await stack.StartChatAsync(service: Neighbours.Parking, name: "Kofi");
        using var second = await stack.StartChatAsync(service: Neighbours.Parking);
        using var taken = await stack.StartChatAsync(service: Neighbours.Parking);
        var subject = Guid.NewGuid().ToString();
        using var adviser = stack.NewAdviser(subject: subject, services: [Neighbours.Parking]);
        await adviser.AcceptAsync(Neighbours.Parking, taken.ChatId, TestContext.Current.CancellationToken);

        await stack.LoseRedisDataAsync();

        var state = stack.Chat.Get<LiveState>();
        Assert.Equal(
            [first.ChatId, second.ChatId],
            await state.QueueAsync(Neighbours.Parking, -1, TestContext.Current.CancellationToken)
        );
        Assert.Equal([taken.ChatId], await state.OfAdviserAsync(subject, TestContext.Current.CancellationToken));
        Assert.Equal(2, (await second.GetAsync(TestContext.Current.CancellationToken)).Position);
        Assert.Equal(
            "Kofi",
            (await state.FindAsync(first.ChatId, TestContext.Current.CancellationToken))?.ResidentName
        );

        // Nobody asks: the watch finds the loss by itself.
        await stack.LoseRedisDataAsync();
        while ((await Store.QueueAsync(Neighbours.Parking)).Length < 2)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await EndAsync(first, second, taken);
        Assert.Empty(await Store.QueueAsync(Neighbours.Parking));
        Assert.Empty(await Store.OfAdviserAsync(subject));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_rebuild_removes_what_the_record_does_not_know_or_knows_to_have_ended()
    {
        using var ended = await stack.StartChatAsync(service: Neighbours.Parking);
        var stale = (await Store.FindAsync(ended.ChatId))!;
        await EndAsync(ended);
        await stack.Chat.Redis.GetDatabase().KeyDeleteAsync($"live:chat:{ended.ChatId:N}");
        await Store.PutAsync(stale);
        await Store.PutAsync(stale with { Id = Guid.NewGuid() });
        Assert.Equal(2, (await Store.QueueAsync(Neighbours.Parking)).Length);

        await stack.Chat.Get<LiveRebuild>().RunAsync(TestContext.Current.CancellationToken);

        Assert.Empty(await Store.QueueAsync(Neighbours.Parking));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_chat_that_lost_its_place_is_still_known_to_wait_and_gets_a_place_again()
    {
        using var resident = await stack.StartChatAsync(service: Neighbours.Parking);
        await using var connection = await resident.ConnectAsync(TestContext.Current.CancellationToken);
        var inbox = new Inbox(connection);
        await stack
            .Chat.Redis.GetDatabase()
            .SortedSetRemoveAsync($"live:queue:{Neighbours.Parking}", $"{resident.ChatId:N}");

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
