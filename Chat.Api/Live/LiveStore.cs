using StackExchange.Redis;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Live;

/// <summary>
/// The live state as it lies in Redis: a hash for each chat, a sorted set by start for each queue and each adviser.
/// Changes are made with WATCH and MULTI, which Redis and Garnet both carry out as one; a Lua script is one step in
/// Redis only.
/// </summary>
internal sealed class LiveStore(IConnectionMultiplexer redis)
{
    /// <summary>An ended chat stays known for stragglers, then its names go.</summary>
    private static readonly TimeSpan EndedStays = TimeSpan.FromHours(1);

    /// <summary>Longer than the record takes to assign.</summary>
    private static readonly TimeSpan ReservedFor = TimeSpan.FromSeconds(15);

    private static readonly RedisKey Services = "live:services";
    private static readonly RedisKey Advisers = "live:advisers";

    private IDatabase Database => redis.GetDatabase();

    private static RedisKey ChatKey(Guid chatId) => $"live:chat:{chatId:N}";

    private static RedisKey QueueKey(string service) => $"live:queue:{service}";

    private static RedisKey MessagesKey(string service) => $"live:messages:{service}";

    private static RedisKey ReservedKey(string adviserId) => $"live:reserved:{adviserId}";

    private static RedisKey AdviserKey(string adviserId) => $"live:adviser:{adviserId}";

    public async Task<LiveChat?> FindAsync(Guid chatId) =>
        LiveChat.FromHash(chatId, await Database.HashGetAllAsync(ChatKey(chatId)));

    /// <summary>Takes a copy of a chat over, together with its place in a queue or with an adviser.</summary>
    /// <returns>False if a newer copy is already there.</returns>
    public async Task<bool> PutAsync(LiveChat chat)
    {
        var key = ChatKey(chat.Id);
        while (true)
        {
            var before = await Database.HashGetAsync(
                key,
                [LiveChat.Field.Seq, LiveChat.Field.Service, LiveChat.Field.AdviserId]
            );
            var known = before[0];
            if (known.HasValue && (long)known > chat.Seq)
            {
                return false;
            }
            var change = Database.CreateTransaction();
            change.AddCondition(
                known.HasValue
                    ? Condition.HashEqual(key, LiveChat.Field.Seq, known)
                    : Condition.HashNotExists(key, LiveChat.Field.Seq)
            );
            Leave(change, chat, service: before[1], adviserId: before[2]);
            Write(change, key, chat);
            if (await change.ExecuteAsync())
            {
                return true;
            }
        }
    }

    /// <summary>Takes the chat from where it stood and stands no more.</summary>
    private static void Leave(ITransaction change, LiveChat chat, string? service, string? adviserId)
    {
        RedisValue member = chat.Id.ToString("N");
        if (service is not null && service != chat.Service)
        {
            change.SortedSetRemoveAsync(QueueKey(service), member, CommandFlags.FireAndForget);
            change.SortedSetRemoveAsync(MessagesKey(service), member, CommandFlags.FireAndForget);
        }
        if (adviserId is not null && adviserId != chat.AdviserId)
        {
            change.SortedSetRemoveAsync(AdviserKey(adviserId), member, CommandFlags.FireAndForget);
            change.HashDeleteAsync(
                ChatKey(chat.Id),
                [LiveChat.Field.AdviserId, LiveChat.Field.AdviserName],
                CommandFlags.FireAndForget
            );
        }
    }

    private static void Write(ITransaction change, RedisKey key, LiveChat chat)
    {
        RedisValue member = chat.Id.ToString("N");
        // The outcome of each command is that of the transaction.
        const CommandFlags Part = CommandFlags.FireAndForget;
        change.HashSetAsync(key, chat.ToHash(), Part);
        if (chat.State == ChatState.Waiting)
        {
            change.SetAddAsync(Services, chat.Service, Part);
            change.SortedSetAddAsync(
                chat.IsLive ? QueueKey(chat.Service) : MessagesKey(chat.Service),
                member,
                chat.Score,
                Part
            );
        }
        else
        {
            change.SortedSetRemoveAsync(QueueKey(chat.Service), member, Part);
            change.SortedSetRemoveAsync(MessagesKey(chat.Service), member, Part);
        }
        if (chat is { State: ChatState.Active, AdviserId: { } adviser })
        {
            change.SetAddAsync(Advisers, adviser, Part);
            change.SortedSetAddAsync(AdviserKey(adviser), member, chat.Score, Part);
        }
        else if (chat.AdviserId is { } former)
        {
            change.SortedSetRemoveAsync(AdviserKey(former), member, Part);
        }
        if (chat.State == ChatState.Ended)
        {
            change.KeyExpireAsync(key, EndedStays, Part);
        }
    }

    /// <summary>Removes a chat that the record does not know.</summary>
    public async Task ForgetAsync(Guid chatId)
    {
        if (await FindAsync(chatId) is not { } chat)
        {
            return;
        }
        RedisValue member = chatId.ToString("N");
        await Task.WhenAll(
            Database.KeyDeleteAsync(ChatKey(chatId)),
            Database.SortedSetRemoveAsync(QueueKey(chat.Service), member),
            Database.SortedSetRemoveAsync(MessagesKey(chat.Service), member),
            Database.SortedSetRemoveAsync(AdviserKey(chat.AdviserId ?? ""), member)
        );
    }

    /// <summary>The place in the queue from 1, or null if the chat does not wait in it.</summary>
    public async Task<int?> PositionAsync(string service, Guid chatId) =>
        (int?)await Database.SortedSetRankAsync(QueueKey(service), chatId.ToString("N")) + 1;

    /// <summary>The chats that wait for a service, the longest first.</summary>
    public Task<Guid[]> QueueAsync(string service, int limit = -1) => MembersAsync(QueueKey(service), limit);

    /// <summary>Since when the chat waits that has waited longest, counted from its last return.</summary>
    public async Task<DateTimeOffset?> LongestWaitAsync(string service)
    {
        var chats = await Task.WhenAll((await QueueAsync(service)).Select(FindAsync));
        return chats.OfType<LiveChat>().Min(chat => (DateTimeOffset?)chat.WaitingSince);
    }

    /// <summary>Takes note of when a chat was taken from its adviser.</summary>
    public Task MarkReturnedAsync(Guid chatId, DateTimeOffset at) =>
        Database.HashSetAsync(ChatKey(chatId), LiveChat.Field.ReturnedAt, at.ToUnixTimeMilliseconds());

    /// <summary>The messages that were left for a service, the oldest first.</summary>
    public Task<Guid[]> MessagesAsync(string service, int limit = -1) => MembersAsync(MessagesKey(service), limit);

    /// <summary>The services that ever had a queue.</summary>
    public async Task<string[]> ServicesAsync() =>
        Array.ConvertAll(await Database.SetMembersAsync(Services), service => service.ToString());

    /// <summary>The advisers who ever had a chat.</summary>
    public async Task<string[]> AdvisersAsync() =>
        Array.ConvertAll(await Database.SetMembersAsync(Advisers), adviser => adviser.ToString());

    /// <summary>How many active chats an adviser has.</summary>
    public async Task<int> LoadAsync(string adviserId) =>
        (int)await Database.SortedSetLengthAsync(AdviserKey(adviserId));

    /// <summary>The active chats of an adviser, the oldest first.</summary>
    public Task<Guid[]> OfAdviserAsync(string adviserId) => MembersAsync(AdviserKey(adviserId));

    /// <summary>How many chats wait, for each service that ever had a queue.</summary>
    public async Task<Dictionary<string, int>> WaitingAsync()
    {
        var services = await ServicesAsync();
        var lengths = await Task.WhenAll(services.Select(LengthAsync));
        return services.Zip(lengths).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    /// <summary>How many chats wait for a service.</summary>
    public async Task<int> LengthAsync(string service) => (int)await Database.SortedSetLengthAsync(QueueKey(service));

    /// <summary>
    /// Keeps one of an adviser's places free for a chat that is about to become theirs, if they have one: one by one,
    /// whichever replica asks. It ends by itself if nobody gives it back.
    /// </summary>
    public async Task<bool> ReserveAsync(string adviserId, int capacity, Guid chatId, DateTimeOffset now)
    {
        var (has, reserved) = (AdviserKey(adviserId), ReservedKey(adviserId));
        await Database.SortedSetRemoveRangeByScoreAsync(
            reserved,
            double.NegativeInfinity,
            now.ToUnixTimeMilliseconds()
        );
        var (load, kept) = (await Database.SortedSetLengthAsync(has), await Database.SortedSetLengthAsync(reserved));
        if (load + kept >= capacity)
        {
            return false;
        }
        var change = Database.CreateTransaction();
        change.AddCondition(Condition.SortedSetLengthEqual(has, load));
        change.AddCondition(Condition.SortedSetLengthEqual(reserved, kept));
        _ = change.SortedSetAddAsync(
            reserved,
            chatId.ToString("N"),
            (now + ReservedFor).ToUnixTimeMilliseconds(),
            CommandFlags.FireAndForget
        );
        return await change.ExecuteAsync();
    }

    /// <summary>Gives a place back: the chat has it now, or will not have it.</summary>
    public Task ReleaseAsync(string adviserId, Guid chatId) =>
        Database.SortedSetRemoveAsync(ReservedKey(adviserId), chatId.ToString("N"));

    /// <summary>All chats that stand in a queue or with an adviser.</summary>
    public async Task<HashSet<Guid>> AllAsync()
    {
        var keys = (await ServicesAsync())
            .SelectMany(service => new[] { QueueKey(service), MessagesKey(service) })
            .Concat((await AdvisersAsync()).Select(AdviserKey));
        var members = await Task.WhenAll(keys.Select(key => MembersAsync(key)));
        return [.. members.SelectMany(ids => ids)];
    }

    /// <summary>Marks an active chat as answered.</summary>
    /// <returns>True if it was not before.</returns>
    public Task<bool> MarkAnsweredAsync(Guid chatId) =>
        Database.HashSetAsync(ChatKey(chatId), LiveChat.Field.Answered, 1, When.NotExists);

    /// <summary>Marks that a chat has had an adviser.</summary>
    /// <returns>True if it had none before.</returns>
    public Task<bool> MarkAssignedAsync(Guid chatId) =>
        Database.HashSetAsync(ChatKey(chatId), LiveChat.Field.Assigned, 1, When.NotExists);

    /// <summary>Takes note that a chat's adviser asked for somebody to follow it.</summary>
    public Task MarkAskedAsync(Guid chatId, string adviserId) =>
        Database.HashSetAsync(ChatKey(chatId), LiveChat.Field.AskedBy, adviserId);

    /// <summary>Whether the adviser who has the chat asked for somebody to follow it, as far as Redis remembers.</summary>
    public async Task<bool> IsAskedAsync(LiveChat chat) =>
        chat.AdviserId is { } adviser
        && await Database.HashGetAsync(ChatKey(chat.Id), LiveChat.Field.AskedBy) == adviser;

    /// <summary>Whether a chat has ever had an adviser, as far as Redis remembers.</summary>
    public Task<bool> WasAssignedAsync(Guid chatId) =>
        Database.HashExistsAsync(ChatKey(chatId), LiveChat.Field.Assigned);

    private async Task<Guid[]> MembersAsync(RedisKey key, int limit = -1) =>
        Array.ConvertAll(
            await Database.SortedSetRangeByRankAsync(key, 0, limit < 0 ? -1 : limit - 1),
            member => Guid.ParseExact(member.ToString(), "N")
        );
}
