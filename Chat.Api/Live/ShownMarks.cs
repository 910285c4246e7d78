using StackExchange.Redis;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Hubs;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Live;

/// <summary>
/// Up to which number each side has had a chat on its screen. It is a courtesy and no record: Redis alone keeps it, and
/// who loses it is shown "saved" instead of "seen".
/// </summary>
internal sealed partial class ShownMarks(IConnectionMultiplexer redis, ChatEvents events, ILogger<ShownMarks> logger)
{
    /// <summary>Longer than any chat lasts.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private IDatabase Database => redis.GetDatabase();

    private static RedisKey Key(Guid chatId) => $"live:shown:{chatId:N}";

    /// <summary>Takes a mark, and tells the other side if it is further on than before.</summary>
    public async Task SetAsync(Participant viewer, long seq)
    {
        RedisValue field = viewer.Party.ToName();
        var known = await Database.HashGetAsync(Key(viewer.ChatId), field);
        if (seq <= 0 || (known.HasValue && (long)known >= seq))
        {
            return;
        }
        await Database.HashSetAsync(Key(viewer.ChatId), field, seq);
        await Database.KeyExpireAsync(Key(viewer.ChatId), Kept, CommandFlags.FireAndForget);
        await events.ShownAsync(viewer.ChatId, viewer.Party, seq);
    }

    /// <summary>The other side's mark; 0 if there is none.</summary>
    public async Task<long> OtherAsync(Participant viewer)
    {
        var other = viewer.Party == Party.Resident ? Party.Adviser : Party.Resident;
        try
        {
            return (long?)await Database.HashGetAsync(Key(viewer.ChatId), other.ToName()) ?? 0;
        }
        catch (Exception exception) when (StoreFailure.IsRedis(exception))
        {
            LogNotKnown(exception.GetType().Name);
            return 0;
        }
    }

    [LoggerMessage(LogLevel.Warning, "What the other side has seen is not known: {ExceptionType}")]
    private partial void LogNotKnown(string exceptionType);
}
