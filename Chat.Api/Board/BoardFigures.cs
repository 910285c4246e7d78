using System.Globalization;
using StackExchange.Redis;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Queues;
using WebchatAspire.Chat.Api.Telemetry;
using WebchatAspire.Contracts.Chats;

namespace WebchatAspire.Chat.Api.Board;

/// <summary>
/// What is counted for supervisors, by service and London day, in Redis; and the same as metrics. Redis remembers which
/// chat was counted before, so what happens while it is away is missing from both.
/// </summary>
internal sealed partial class BoardFigures(
    IConnectionMultiplexer redis,
    LiveStore store,
    ExpectedWaits waits,
    ChatTelemetry telemetry,
    TimeProvider clock,
    ILogger<BoardFigures> logger
)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    private IDatabase Database => redis.GetDatabase();

    /// <summary>
    /// An adviser has the chat. It counts once: a chat that was moved keeps the time from which it waits, and what was said
    /// with its first adviser is no waiting.
    /// </summary>
    public Task AnsweredAsync(LiveChat chat, TimeSpan waited) =>
        TryAsync(async () =>
        {
            if (!chat.IsLive || !await store.MarkAssignedAsync(chat.Id))
            {
                return;
            }
            telemetry.Answered(chat.Service, waited);
            await waits.LearnAsync(chat.Service, waited);
            await CountAsync(chat.Service, Field.Answered);
            if (waited.TotalSeconds <= BoardService.ServiceLevelSeconds)
            {
                await CountAsync(chat.Service, Field.InTime);
            }
        });

    /// <summary>The chat ended while it waited; it counts unless an adviser has had it before.</summary>
    public Task AbandonedAsync(LiveChat chat) =>
        TryAsync(async () =>
        {
            if (chat.IsLive && !await store.WasAssignedAsync(chat.Id))
            {
                telemetry.Abandoned(chat.Service);
                await CountAsync(chat.Service, Field.Abandoned);
            }
        });

    /// <summary>Today's figures of a service.</summary>
    public async Task<(int Answered, int InTime, int Abandoned)> TodayAsync(string service)
    {
        var figures = await Database.HashGetAsync(Key(service), [Field.Answered, Field.InTime, Field.Abandoned]);
        return ((int?)figures[0] ?? 0, (int?)figures[1] ?? 0, (int?)figures[2] ?? 0);
    }

    private RedisKey Key(string service)
    {
        var day = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), London);
        return string.Create(CultureInfo.InvariantCulture, $"live:board:{day:yyyyMMdd}:{service}");
    }

    private async Task CountAsync(string service, RedisValue field)
    {
        var key = Key(service);
        await Database.HashIncrementAsync(key, field);
        await Database.KeyExpireAsync(key, Kept);
    }

    private async Task TryAsync(Func<Task> count)
    {
        try
        {
            await count();
        }
        catch (Exception exception) when (StoreFailure.IsRedis(exception))
        {
            LogNotCounted(exception.GetType().Name);
        }
    }

    private static class Field
    {
        public static readonly RedisValue Answered = "answered";
        public static readonly RedisValue InTime = "in_time";
        public static readonly RedisValue Abandoned = "abandoned";
    }

    [LoggerMessage(LogLevel.Warning, "A figure did not reach the board: {ExceptionType}")]
    private partial void LogNotCounted(string exceptionType);
}
