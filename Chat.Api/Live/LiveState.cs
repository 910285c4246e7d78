using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Faults;

namespace WebchatAspire.Chat.Api.Live;

/// <summary>
/// The live state as the rest of this service sees it: complete, also right after Redis lost everything, and never the
/// authority. Who has a chat and whether it has ended is decided by the record.
/// </summary>
internal sealed partial class LiveState(LiveStore store, LiveRebuild rebuild, ILogger<LiveState> logger)
{
    /// <returns>Null for a chat that the record does not know.</returns>
    public async Task<LiveChat?> FindAsync(Guid chatId, CancellationToken cancellationToken) =>
        await store.FindAsync(chatId) ?? await rebuild.ReloadAsync(chatId, cancellationToken);

    /// <summary>The chat as the record has it now.</summary>
    /// <returns>Null for a chat that the record does not know.</returns>
    public Task<LiveChat?> RefreshAsync(Guid chatId, CancellationToken cancellationToken) =>
        rebuild.ReloadAsync(chatId, cancellationToken);

    /// <summary>Takes over a change that is committed in the record. If Redis is away it is taken over later.</summary>
    public Task ApplyAsync(LiveChat chat) => ApplyAsync(chat.Id, () => store.PutAsync(chat));

    /// <summary>Takes over that a chat ended; whoever had it last has it no more.</summary>
    public Task ApplyEndAsync(LiveChat known, long seq) =>
        ApplyAsync(known.Id, async () => await store.PutAsync((await store.FindAsync(known.Id) ?? known).EndedAt(seq)));

    /// <summary>Takes note of when a chat was taken from its adviser: from then on somebody waits anew.</summary>
    public Task ReturnedAsync(Guid chatId, DateTimeOffset at) =>
        ApplyAsync(chatId, () => store.MarkReturnedAsync(chatId, at));

    /// <summary>Takes note that a chat's adviser asked for somebody to follow it.</summary>
    public Task ApplyAskAsync(Guid chatId, string adviserId) =>
        ApplyAsync(chatId, () => store.MarkAskedAsync(chatId, adviserId));

    private async Task ApplyAsync(Guid chatId, Func<Task> change)
    {
        try
        {
            await change();
        }
        catch (Exception exception) when (StoreFailure.IsRedis(exception))
        {
            rebuild.Request();
            LogNotApplied(chatId, exception.GetType().Name);
        }
    }

    /// <summary>The place in its queue, from 1, of a chat that waits by the record; null until it is in the queue.</summary>
    public async Task<int?> PositionAsync(LiveChat chat, CancellationToken cancellationToken)
    {
        await rebuild.EnsureAsync(cancellationToken);
        var position = await store.PositionAsync(chat.Service, chat.Id);
        if (position is null)
        {
            rebuild.Request();
        }
        return position;
    }

    /// <summary>How many chats wait for a service.</summary>
    public async Task<int> WaitingAsync(string service, CancellationToken cancellationToken)
    {
        await rebuild.EnsureAsync(cancellationToken);
        return await store.LengthAsync(service);
    }

    /// <summary>The ids of the chats that wait for a service, the longest first.</summary>
    public async Task<Guid[]> QueueAsync(string service, int limit, CancellationToken cancellationToken)
    {
        await rebuild.EnsureAsync(cancellationToken);
        return await store.QueueAsync(service, limit);
    }

    /// <summary>The ids of an adviser's active chats, the oldest first.</summary>
    public async Task<Guid[]> OfAdviserAsync(string adviserId, CancellationToken cancellationToken)
    {
        await rebuild.EnsureAsync(cancellationToken);
        return await store.OfAdviserAsync(adviserId);
    }

    /// <summary>Whether an adviser's message is the chat's first answer; true once for a chat.</summary>
    public async Task<bool> IsFirstAnswerAsync(Participant adviser)
    {
        if (adviser.KnownAnswered)
        {
            return false;
        }
        adviser.KnownAnswered = true;
        try
        {
            return await store.MarkAnsweredAsync(adviser.ChatId);
        }
        catch (Exception exception) when (StoreFailure.IsRedis(exception))
        {
            // The message is stored, which is what its sender asked for. One measurement is missing.
            LogNotApplied(adviser.ChatId, exception.GetType().Name);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "A change of chat {ChatId} did not reach Redis: {ExceptionType}")]
    private partial void LogNotApplied(Guid chatId, string exceptionType);
}
