using Grpc.Core;
using StackExchange.Redis;
using WebchatAspire.Chat.Api.Idle;
using WebchatAspire.Chat.Api.Record;
using WebchatAspire.Chat.Api.Telemetry;
using WebchatAspire.Contracts;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Live;

/// <summary>
/// Makes the live state agree with the record. Redis may lose everything at any time; a marker in it says that what is
/// there was made from the record. Chats that change meanwhile stay right, as the newer copy of a chat always wins.
/// </summary>
internal sealed partial class LiveRebuild(
    IConnectionMultiplexer redis,
    LiveStore store,
    ChatActivity activity,
    LiveRecord.LiveRecordClient record,
    TimeProvider clock,
    ILogger<LiveRebuild> logger
)
{
    private static readonly RedisKey Marker = "live:marker";
    private static readonly RedisKey Lock = "live:rebuild";

    /// <summary>
    /// The lock ends by itself if its holder does, or is cut off before it can give it back. It only spares work: two
    /// rebuilds at once do no harm.
    /// </summary>
    private static readonly TimeSpan LockTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private int _wanted;

    private IDatabase Database => redis.GetDatabase();

    /// <summary>Asks the watch for a rebuild, because a change may not have reached Redis.</summary>
    public void Request() => Volatile.Write(ref _wanted, 1);

    /// <summary>Whether a rebuild was asked for; asking ends with this.</summary>
    public bool TakeRequest() => Interlocked.Exchange(ref _wanted, 0) == 1;

    /// <summary>Rebuilds if Redis has lost the live state.</summary>
    public Task EnsureAsync(CancellationToken cancellationToken) => EnsureAsync(TimeSpan.MaxValue, cancellationToken);

    /// <summary>Rebuilds if Redis has lost the live state, or if no replica has for longer than an age.</summary>
    /// <returns>True if there was a reason.</returns>
    public async Task<bool> EnsureAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        if (await IsYoungerAsync(age))
        {
            return false;
        }
        await RunAsync(() => IsYoungerAsync(age), cancellationToken);
        return true;
    }

    /// <summary>Reconciles, also when another replica has just done it.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        RunAsync(() => Task.FromResult(false), cancellationToken);

    private async Task<bool> IsYoungerAsync(TimeSpan age)
    {
        var made = await Database.StringGetAsync(Marker);
        return made.HasValue && clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds((long)made) < age;
    }

    /// <summary>Reconciles, one replica at a time.</summary>
    private async Task RunAsync(Func<Task<bool>> isDone, CancellationToken cancellationToken)
    {
        RedisValue holder = Guid.NewGuid().ToString("N");
        while (!await Database.LockTakeAsync(Lock, holder, LockTime))
        {
            await Task.Delay(Poll, clock, cancellationToken);
        }
        try
        {
            if (!await isDone())
            {
                await ReconcileAsync(cancellationToken);
            }
        }
        finally
        {
            await Database.LockReleaseAsync(Lock, holder);
        }
    }

    private async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        using var span = ChatTelemetry.Source.StartActivity(ChatTelemetry.LiveRebuild);
        var gone = await store.AllAsync();
        var count = 0;
        using var list = record.ListLive(
            new ListLiveRequest(),
            deadline: clock.ForList(),
            cancellationToken: cancellationToken
        );
        await foreach (var chat in list.ResponseStream.ReadAllAsync(cancellationToken))
        {
            var live = LiveChat.From(chat);
            await store.PutAsync(live);
            await activity.KnowAsync(live.Id, chat.LastAt);
            gone.Remove(live.Id);
            count++;
        }
        foreach (var chatId in gone)
        {
            await ReloadAsync(chatId, cancellationToken);
        }
        await Database.StringSetAsync(Marker, clock.GetUtcNow().ToUnixTimeMilliseconds());
        LogRebuilt(count, gone.Count);
    }

    /// <summary>Takes one chat over from the record.</summary>
    /// <returns>Null if the record does not know it.</returns>
    public async Task<LiveChat?> ReloadAsync(Guid chatId, CancellationToken cancellationToken)
    {
        try
        {
            var chat = await record.GetChatAsync(
                new GetChatRequest { ChatId = chatId.ToBytes() },
                deadline: clock.ForCall(),
                cancellationToken: cancellationToken
            );
            var live = LiveChat.From(chat);
            await store.PutAsync(live);
            return live;
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.NotFound)
        {
            await store.ForgetAsync(chatId);
            return null;
        }
    }

    [LoggerMessage(
        LogLevel.Information,
        "The live state agrees with the record: {Live} live chats, {Others} others checked"
    )]
    private partial void LogRebuilt(int live, int others);
}
