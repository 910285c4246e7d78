using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Monitoring;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Presence;

/// <summary>
/// Until when somebody counts as being there: staff by their subject id, sides of chats by chat and party, those who follow
/// a chat by chat and subject id. Replicas renew it for those who are connected to them; who comes without scripts has a
/// longer term from each page. It lies in Redis, and who is not known there (it may have lost all) is given a new term
/// before they count as gone.
/// </summary>
internal sealed partial class Whereabouts(
    IConnectionMultiplexer redis,
    IOptions<PresenceOptions> options,
    TimeProvider clock,
    ILogger<Whereabouts> logger
)
{
    private static readonly Terms Advisers = new("live:here:advisers", "live:visited:advisers");
    private static readonly Terms Sides = new("live:here:sides", "live:visited:sides");
    private static readonly Terms Monitors = new("live:here:monitors", "live:visited:monitors");

    private readonly PresenceOptions _options = options.Value;

    /// <summary>Nobody asks any more about somebody whose term ended so long ago.</summary>
    private TimeSpan LongGone => _options.ResidentGone + TimeSpan.FromHours(1);

    private IDatabase Database => redis.GetDatabase();

    private double Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static RedisValue Side(Guid chatId, Party party) => $"{chatId:N}:{party.ToName()}";

    /// <summary>These are connected now.</summary>
    public Task ConnectedAsync(IReadOnlyCollection<string> advisers, IReadOnlyCollection<(Guid, Party)> sides) =>
        Task.WhenAll(
            RenewAsync(Advisers, [.. advisers.Select(adviser => (RedisValue)adviser)], _options.AdviserGone),
            RenewAsync(Sides, [.. sides.Select(side => Side(side.Item1, side.Item2))], _options.Heartbeat * 3)
        );

    /// <summary>These follow a chat over a connection now.</summary>
    public Task FollowingAsync(IReadOnlyCollection<Follower> followers) =>
        RenewAsync(Monitors, [.. followers.Select(follower => (RedisValue)follower.Key)], _options.MonitorGone);

    /// <summary>Somebody who follows a chat has loaded its page.</summary>
    public Task MonitorVisitedAsync(Follower follower) =>
        VisitedAsync(Monitors, follower.Key, _options.MonitorGoneWithoutScripts);

    /// <summary>Whether the term of somebody who follows a chat is over. Somebody who is not known gets a new one.</summary>
    public async Task<bool> IsMonitorGoneAsync(Follower follower) =>
        await UntilAsync(Monitors, follower.Key, _options.MonitorGone) < Now;

    /// <summary>Forgets when somebody followed: the next time begins anew.</summary>
    public Task ForgetAsync(Follower follower) =>
        Task.WhenAll(Monitors.Keys.Select(key => Database.SortedSetRemoveAsync(key, follower.Key)));

    /// <summary>With the connection the short term begins: that they loaded a page to get it says nothing more.</summary>
    private Task RenewAsync(Terms terms, RedisValue[] members, TimeSpan term)
    {
        var until = Now + term.TotalMilliseconds;
        return members.Length == 0
            ? Task.CompletedTask
            : Task.WhenAll(
                Database.SortedSetAddAsync(
                    terms.Connected,
                    Array.ConvertAll(members, member => new SortedSetEntry(member, until))
                ),
                Database.SortedSetRemoveAsync(terms.Visited, members)
            );
    }

    /// <summary>Somebody who takes part in a chat has loaded its page.</summary>
    public Task VisitedAsync(Participant visitor) =>
        Task.WhenAll(
            VisitedAsync(visitor.ChatId, visitor.Party),
            visitor.Party == Party.Adviser ? AdviserVisitedAsync(visitor.PartyId) : Task.CompletedTask
        );

    /// <summary>A side of a chat has loaded a page.</summary>
    public Task VisitedAsync(Guid chatId, Party party) =>
        VisitedAsync(Sides, Side(chatId, party), _options.ResidentGoneWithoutScripts - _options.ResidentGone);

    /// <summary>A member of staff has loaded a page.</summary>
    public Task AdviserVisitedAsync(string adviserId) =>
        VisitedAsync(Advisers, adviserId, _options.AdviserGoneWithoutScripts);

    /// <summary>Whoever is connected keeps the short term: scripts fetch pages too.</summary>
    private async Task VisitedAsync(Terms terms, RedisValue member, TimeSpan term)
    {
        try
        {
            if (!(await Database.SortedSetScoreAsync(terms.Connected, member) > Now))
            {
                await Database.SortedSetAddAsync(terms.Visited, member, Now + term.TotalMilliseconds);
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
        Database.SortedSetAddAsync(Sides.Connected, Side(chatId, party), Now);

    public async Task<bool> IsHereAsync(Guid chatId, Party party) => await UntilAsync(Sides, Side(chatId, party)) > Now;

    public async Task<bool> IsAdviserHereAsync(string adviserId) => await UntilAsync(Advisers, adviserId) > Now;

    /// <summary>Whether an adviser's term is over. Somebody who is not known gets a new one.</summary>
    public async Task<bool> IsAdviserGoneAsync(string adviserId) =>
        await UntilAsync(Advisers, adviserId, _options.AdviserGone) < Now;

    /// <summary>Whether a waiting resident's term is over. Somebody who is not known gets a new one.</summary>
    public async Task<bool> IsResidentGoneAsync(Guid chatId) =>
        await UntilAsync(Sides, Side(chatId, Party.Resident), TimeSpan.Zero) + _options.ResidentGone.TotalMilliseconds
        < Now;

    private async Task<double> UntilAsync(Terms terms, RedisValue member, TimeSpan newTerm)
    {
        if (await UntilAsync(terms, member) is { } until)
        {
            return until;
        }
        until = Now + newTerm.TotalMilliseconds;
        await Database.SortedSetAddAsync(terms.Connected, member, until, When.NotExists);
        return until;
    }

    /// <returns>Null for somebody who is not known.</returns>
    private async Task<double?> UntilAsync(Terms terms, RedisValue member)
    {
        var ends = await Task.WhenAll(
            Database.SortedSetScoreAsync(terms.Connected, member),
            Database.SortedSetScoreAsync(terms.Visited, member)
        );
        return ends.Max();
    }

    /// <summary>Forgets a chat's sides.</summary>
    public Task ForgetAsync(Guid chatId) =>
        Task.WhenAll(
            Sides.Keys.Select(key =>
                Database.SortedSetRemoveAsync(key, [Side(chatId, Party.Resident), Side(chatId, Party.Adviser)])
            )
        );

    /// <summary>Forgets all who are long gone, as chats end and their sides stay behind.</summary>
    public Task ForgetLongGoneAsync() =>
        Task.WhenAll(
            Advisers
                .Keys.Concat(Sides.Keys)
                .Concat(Monitors.Keys)
                .Select(key =>
                    Database.SortedSetRemoveRangeByScoreAsync(
                        key,
                        double.NegativeInfinity,
                        Now - LongGone.TotalMilliseconds
                    )
                )
        );

    [LoggerMessage(LogLevel.Warning, "A visit could not be taken note of: {ExceptionType}")]
    private partial void LogNotKept(string exceptionType);

    /// <summary>Two sorted sets by the end of a term, in milliseconds: of connections, and of pages.</summary>
    private sealed record Terms(RedisKey Connected, RedisKey Visited)
    {
        public IEnumerable<RedisKey> Keys => [Connected, Visited];
    }
}
