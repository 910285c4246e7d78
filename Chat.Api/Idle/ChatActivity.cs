using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using StackExchange.Redis;

namespace WebchatAspire.Chat.Api.Idle;

/// <summary>
/// When something was last said in each chat, and which chats are about to be closed; in Redis, from where any replica
/// watches. What is lost there is made again from the record.
/// </summary>
internal sealed class ChatActivity(IConnectionMultiplexer redis, TimeProvider clock)
{
    private static readonly RedisKey Last = "live:activity";
    private static readonly RedisKey Closing = "live:closing";

    private IDatabase Database => redis.GetDatabase();

    /// <summary>
    /// Something was said in these chats just now, or somebody came to answer. Nobody waits for it: the record knows the
    /// time as well.
    /// </summary>
    public void Touch(IReadOnlyCollection<Guid> chats)
    {
        if (chats.Count == 0)
        {
            return;
        }
        double now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        Database.SortedSetAdd(
            Last,
            [.. chats.Select(chat => new SortedSetEntry(chat.ToString("N"), now))],
            CommandFlags.FireAndForget
        );
        Database.HashDelete(
            Closing,
            [.. chats.Select(chat => (RedisValue)chat.ToString("N"))],
            CommandFlags.FireAndForget
        );
    }

    /// <summary>Knows a chat from the record, unless it is known already.</summary>
    public Task KnowAsync(Guid chat, Timestamp lastAt) =>
        Database.SortedSetAddAsync(
            Last,
            chat.ToString("N"),
            lastAt.ToDateTimeOffset().ToUnixTimeMilliseconds(),
            When.NotExists
        );

    /// <summary>Corrects the time of a chat by what the record says.</summary>
    public Task CorrectAsync(Guid chat, DateTimeOffset lastAt) =>
        Database.SortedSetAddAsync(Last, chat.ToString("N"), lastAt.ToUnixTimeMilliseconds());

    public Task ForgetAsync(Guid chat) =>
        Task.WhenAll(
            Database.SortedSetRemoveAsync(Last, chat.ToString("N")),
            Database.HashDeleteAsync(Closing, chat.ToString("N"))
        );

    /// <summary>Chats in which nothing was said since, the longest silent first.</summary>
    public async Task<Guid[]> SilentSinceAsync(DateTimeOffset since, int limit) =>
        Array.ConvertAll(
            await Database.SortedSetRangeByScoreAsync(Last, stop: since.ToUnixTimeMilliseconds(), take: limit),
            member => Guid.ParseExact(member.ToString(), "N")
        );

    /// <summary>The chat was warned, and closes at a time if nothing comes after the warning.</summary>
    public async Task CloseAtAsync(Guid chat, DateTimeOffset at, long warningSeq)
    {
        await Database.HashSetAsync(
            Closing,
            chat.ToString("N"),
            string.Create(CultureInfo.InvariantCulture, $"{at.ToUnixTimeMilliseconds()}:{warningSeq}")
        );
        await Database.SortedSetRemoveAsync(Last, chat.ToString("N"));
    }

    /// <summary>
    /// Takes a chat that was warned from those that are watched for silence, where a rebuild may have put it again.
    /// </summary>
    /// <returns>False, and nothing is changed, if it was not warned, or somebody wrote since.</returns>
    public async Task<bool> LeaveWarnedAsync(Guid chat)
    {
        var transaction = Database.CreateTransaction();
        transaction.AddCondition(Condition.HashExists(Closing, chat.ToString("N")));
        _ = transaction.SortedSetRemoveAsync(Last, chat.ToString("N"));
        return await transaction.ExecuteAsync();
    }

    /// <summary>When the chat closes; null if it was not warned.</summary>
    public async Task<DateTimeOffset?> ClosesAtAsync(Guid chat) =>
        await Database.HashGetAsync(Closing, chat.ToString("N")) is { HasValue: true } entry ? Parse(entry).At : null;

    /// <summary>The chats that were warned.</summary>
    public async Task<IReadOnlyList<(Guid Chat, DateTimeOffset At, long WarningSeq)>> ClosingAsync() =>
        [
            .. (await Database.HashGetAllAsync(Closing)).Select(entry =>
            {
                var (at, seq) = Parse(entry.Value);
                return (Guid.ParseExact(entry.Name.ToString(), "N"), at, seq);
            }),
        ];

    private static (DateTimeOffset At, long Seq) Parse(RedisValue value)
    {
        var parts = value.ToString().Split(':');
        return (
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[0], CultureInfo.InvariantCulture)),
            long.Parse(parts[1], CultureInfo.InvariantCulture)
        );
    }
}
