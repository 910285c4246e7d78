using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Presence;

/// <summary>
/// Until when somebody counts as being there: staff by their subject id, sides of chats by chat and party. Replicas renew
/// it for those who are connected to them; who comes without scripts has a longer term from each page. It lies in Redis,
/// and who is not known there (it may have lost all) is given a new term before they count as gone.
/// </summary>
internal sealed partial class Whereabouts(
    IConnectionMultiplexer redis,
    IOptions<PresenceOptions> options,
    TimeProvider clock,
    ILogger<Whereabouts> logger
)
{
    private static readonly RedisKey Advisers = "live:here:advisers";
    private static readonly RedisKey Sides = "live:here:sides";

    private readonly PresenceOptions _options = options.Value;

    private IDatabase Database => redis.GetDatabase();

    private double Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static RedisValue Side(Guid chatId, Party party) => $"{chatId:N}:{party.ToName()}";

    /// <summary>These are connected now.</summary>
    public Task ConnectedAsync(IReadOnlyCollection<string> advisers, IReadOnlyCollection<(Guid, Party)> sides) =>
        Task.WhenAll(
            RenewAsync(Advisers, advisers.Select(adviser => (RedisValue)adviser), _options.AdviserGone),
            RenewAsync(Sides, sides.Select(side => Side(side.Item1, side.Item2)), _options.Heartbeat * 3)
        );

    private Task RenewAsync(RedisKey key, IEnumerable<RedisValue> members, TimeSpan term)
    {
        var until = Now + term.TotalMilliseconds;
        SortedSetEntry[] entries = [.. members.Select(member => new SortedSetEntry(member, until))];
        return entries.Length == 0 ? Task.CompletedTask : Database.SortedSetAddAsync(key, entries);
    }

    /// <summary>A side of a chat has loaded a page.</summary>
    public Task VisitedAsync(Guid chatId, Party party) =>
        VisitedAsync(
            Sides,
            Side(chatId, party),
            _options.ResidentGoneWithoutScripts - _options.ResidentGone,
            _options.Heartbeat * 3
        );

    /// <summary>A member of staff has loaded a page.</summary>
    public Task AdviserVisitedAsync(string adviserId) =>
        VisitedAsync(Advisers, adviserId, _options.AdviserGoneWithoutScripts, _options.AdviserGone);

    /// <summary>Whoever is connected keeps the short term: a page that scripts fetch says nothing more.</summary>
    private async Task VisitedAsync(RedisKey key, RedisValue member, TimeSpan term, TimeSpan connectedTerm)
    {
        try
        {
            var until = await Database.SortedSetScoreAsync(key, member);
            var isConnected = until >= Now && until <= Now + connectedTerm.TotalMilliseconds;
            if (!isConnected)
            {
                await Database.SortedSetAddAsync(key, member, Now + term.TotalMilliseconds);
            }
        }
        catch (Exception exception) when (StoreFailure.IsRedis(exception))
        {
            // Who is not known is given a new term.
            LogNotKept(exception.GetType().Name);
        }
    }

    /// <summary>A connection of a side ended; <see cref="IsHereAsync"/> is no from now on unless there is another.</summary>
    public Task DisconnectedAsync(Guid chatId, Party party) =>
        Database.SortedSetAddAsync(Sides, Side(chatId, party), Now);

    public async Task<bool> IsHereAsync(Guid chatId, Party party) =>
        await Database.SortedSetScoreAsync(Sides, Side(chatId, party)) > Now;

    public async Task<bool> IsAdviserHereAsync(string adviserId) =>
        await Database.SortedSetScoreAsync(Advisers, adviserId) > Now;

    /// <summary>Whether an adviser's term is over. Somebody who is not known gets a new one.</summary>
    public async Task<bool> IsAdviserGoneAsync(string adviserId) =>
        await UntilAsync(Advisers, adviserId, _options.AdviserGone) < Now;

    /// <summary>Whether a waiting resident's term is over. Somebody who is not known gets a new one.</summary>
    public async Task<bool> IsResidentGoneAsync(Guid chatId) =>
        await UntilAsync(Sides, Side(chatId, Party.Resident), TimeSpan.Zero) + _options.ResidentGone.TotalMilliseconds
        < Now;

    private async Task<double> UntilAsync(RedisKey key, RedisValue member, TimeSpan term)
    {
        if (await Database.SortedSetScoreAsync(key, member) is { } until)
        {
            return until;
        }
        until = Now + term.TotalMilliseconds;
        await Database.SortedSetAddAsync(key, member, until, When.NotExists);
        return until;
    }

    /// <summary>Forgets a chat's sides.</summary>
    public Task ForgetAsync(Guid chatId) =>
        Database.SortedSetRemoveAsync(Sides, [Side(chatId, Party.Resident), Side(chatId, Party.Adviser)]);

    [LoggerMessage(LogLevel.Warning, "A visit could not be taken note of: {ExceptionType}")]
    private partial void LogNotKept(string exceptionType);
}
