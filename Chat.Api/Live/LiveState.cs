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
    public async Task ApplyAsync(LiveChat chat)
    {
        try
        {
            await store.PutAsync(chat);
        }
        catch (Exception exception) when (Away.IsRedis(exception))
        {
            rebuild.Request();
            LogNotApplied(chat.Id, exception.GetType().Name);
        }
    }

    /// <summary>The place of a waiting chat in its queue from 1, or null if it does not wait.</summary>
    public async Task<int?> PositionAsync(LiveChat chat, CancellationToken cancellationToken)
    {
        await rebuild.EnsureAsync(cancellationToken);
        return await store.PositionAsync(chat.Service, chat.Id);
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
        catch (Exception exception) when (Away.IsRedis(exception))
        {
            // The message is stored, which is what its sender asked for. One measurement is missing.
            LogNotApplied(adviser.ChatId, exception.GetType().Name);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "A change of chat {ChatId} did not reach Redis: {ExceptionType}")]
    private partial void LogNotApplied(Guid chatId, string exceptionType);
}
