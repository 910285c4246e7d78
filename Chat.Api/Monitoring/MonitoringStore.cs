using StackExchange.Redis;

namespace WebchatAspire.Chat.Api.Monitoring;

/// <summary>
/// Who may follow which chat, and does, in Redis: a hash for each, and the set of those that have begun and not stopped. It
/// may be lost at any time; the policy's register then knows what was begun (<see cref="MonitoringWatch"/>).
/// </summary>
internal sealed class MonitoringStore(IConnectionMultiplexer redis, TimeProvider clock)
{
    private static readonly RedisKey Begun = "live:monitorings";

    /// <summary>A permit that is over stays known for as long as its stop may have to be tried again.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private IDatabase Database => redis.GetDatabase();

    private static RedisKey Key(Follower follower) => $"live:monitoring:{follower.Key}";

    public async Task<FollowedChat?> FindAsync(Follower follower) =>
        FollowedChat.FromHash(follower, await Database.HashGetAllAsync(Key(follower)));

    /// <summary>Those that have begun, also what is only not in the ledger yet as stopped.</summary>
    public async Task<IReadOnlyList<FollowedChat>> BegunAsync()
    {
        var found = new List<FollowedChat>();
        foreach (var member in await Database.SetMembersAsync(Begun))
        {
            if (await FindAsync(Follower.Parse(member.ToString())) is { } followed)
            {
                found.Add(followed);
            }
            else
            {
                await Database.SetRemoveAsync(Begun, member);
            }
        }
        return found;
    }

    /// <summary>Keeps a permit, or that it has begun, in place of an earlier one of the same person and chat.</summary>
    /// <returns>False, and nothing is changed, if an earlier one has begun and not stopped.</returns>
    public async Task<bool> PutAsync(FollowedChat followed)
    {
        var key = Key(followed.Follower);
        var change = Database.CreateTransaction();
        change.AddCondition(Condition.SetNotContains(Begun, followed.Follower.Key));
        // The outcome of each command is that of the transaction.
        const CommandFlags Part = CommandFlags.FireAndForget;
        _ = change.KeyDeleteAsync(key, Part);
        _ = change.HashSetAsync(key, followed.ToHash(), Part);
        _ = change.KeyExpireAsync(key, followed.PermitUntil - clock.GetUtcNow() + Kept, Part);
        if (followed.StartedAt is not null)
        {
            _ = change.SetAddAsync(Begun, followed.Follower.Key, Part);
        }
        return await change.ExecuteAsync();
    }

    /// <summary>From now on it goes on no longer, whatever becomes of the ledger. The first reason stays.</summary>
    public async Task EndAsync(FollowedChat followed, string endedBy)
    {
        var change = Database.CreateTransaction();
        change.AddCondition(IsThis(followed));
        _ = change.HashSetAsync(
            Key(followed.Follower),
            FollowedChat.Field.EndedBy,
            endedBy,
            When.NotExists,
            CommandFlags.FireAndForget
        );
        await change.ExecuteAsync();
    }

    /// <summary>The stop is in the ledger: nothing has to be known of it any more.</summary>
    public async Task ForgetAsync(FollowedChat followed)
    {
        var change = Database.CreateTransaction();
        change.AddCondition(IsThis(followed));
        _ = change.KeyDeleteAsync(Key(followed.Follower), CommandFlags.FireAndForget);
        _ = change.SetRemoveAsync(Begun, followed.Follower.Key, CommandFlags.FireAndForget);
        await change.ExecuteAsync();
    }

    private static Condition IsThis(FollowedChat followed) =>
        Condition.HashEqual(Key(followed.Follower), FollowedChat.Field.Decision, followed.DecisionId.ToString("N"));
}
