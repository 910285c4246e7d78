using System.Globalization;
using StackExchange.Redis;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Queues;
using WebchatAspire.Chat.Api.Telemetry;
using WebchatAspire.Contracts.Chats;

namespace WebchatAspire.Chat.Api.Board;

/// <summary>
/// What is counted for supervisors, by service and London day, in Redis; and the same as metrics, which outlive Redis. A
/// figure that Redis did not take is missing from the board and nowhere else.
/// </summary>
internal sealed partial class BoardFigures(
    IConnectionMultiplexer redis,
    ExpectedWaits waits,
    ChatTelemetry telemetry,
    TimeProvider clock,
    ILogger<BoardFigures> logger
)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    private IDatabase Database => redis.GetDatabase();

    /// <summary>Somebody who waited in the queue for the first time is answered.</summary>
    public async Task AnsweredAsync(string service, TimeSpan waited)
    {
        telemetry.Answered(service, waited);
        var inTime = waited.TotalSeconds <= BoardService.ServiceLevelSeconds;
        await TryAsync(async () =>
        {
            await waits.LearnAsync(service, waited);
            await CountAsync(service, Field.Answered);
            if (inTime)
            {
                await CountAsync(service, Field.InTime);
            }
        });
    }

    /// <summary>Somebody gave up before they were answered.</summary>
    public async Task AbandonedAsync(string service)
    {
        telemetry.Abandoned(service);
        await TryAsync(() => CountAsync(service, Field.Abandoned));
    }

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
