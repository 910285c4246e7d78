using Microsoft.AspNetCore.SignalR;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Hubs;

/// <summary>
/// Tells connected clients what is committed. Publishing never fails the change it tells of: that is in the record, and
/// a client that misses an event sees the gap, or is told to resynchronise when Redis returns.
/// </summary>
internal sealed partial class ChatEvents(IHubContext<ChatHub> hub, ILogger<ChatEvents> logger)
{
    /// <summary>To everybody in the chat, to each what they may see.</summary>
    public Task PublishAsync(Guid chatId, ChatEvent happened) =>
        happened.IsForAll()
            ? TellAsync(HubGroups.Chat(chatId), ClientMethods.Event, chatId, happened)
            : Task.WhenAll(
                PublishAsync(chatId, happened, Party.Resident),
                PublishAsync(chatId, happened, Party.Adviser)
            );

    private Task PublishAsync(Guid chatId, ChatEvent happened, Party viewer) =>
        TellAsync(HubGroups.Party(chatId, viewer), ClientMethods.Event, chatId, happened.For(viewer));

    /// <summary>To the other side: somebody is writing.</summary>
    public Task TypingAsync(Guid chatId, Party party) =>
        TellAsync(HubGroups.Party(chatId, Other(party)), ClientMethods.Typing, chatId, party.ToName());

    /// <summary>To the other side: what this one has had on its screen.</summary>
    public Task ShownAsync(Guid chatId, Party party, long seq) =>
        TellAsync(HubGroups.Party(chatId, Other(party)), ClientMethods.Shown, chatId, party.ToName(), seq);

    private static Party Other(Party party) => party == Party.Resident ? Party.Adviser : Party.Resident;

    /// <summary>To the resident who waits: their place in the queue.</summary>
    public Task PositionAsync(Guid chatId, int position, int? expectedWaitSeconds) =>
        TellAsync(HubGroups.Chat(chatId), ClientMethods.Position, chatId, position, expectedWaitSeconds);

    /// <summary>To the other side: whether this one is there.</summary>
    public Task HereAsync(Guid chatId, Party party, bool isHere) =>
        TellAsync(HubGroups.Party(chatId, Other(party)), ClientMethods.Here, chatId, party.ToName(), isHere);

    /// <summary>To an adviser who got or lost a chat.</summary>
    public Task ChatsChangedAsync(string adviserId) =>
        TellAsync(HubGroups.Adviser(adviserId), ClientMethods.ChatsChanged);

    /// <summary>To the advisers who watch the queue of a service.</summary>
    public Task QueueChangedAsync(string service) =>
        TellAsync(HubGroups.Queue(service), ClientMethods.QueueChanged, service);

    private async Task TellAsync(string group, string method, params object?[] values)
    {
        try
        {
            await hub.Clients.Group(group).SendCoreAsync(method, values);
        }
        // Whatever it is, the change stands.
        catch (Exception exception)
        {
            LogNotTold(exception.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Clients could not be told of a change: {ExceptionType}")]
    private partial void LogNotTold(string exceptionType);
}

internal static class HubGroups
{
    public static string Chat(Guid chatId) => $"chat:{chatId:N}";

    /// <summary>One side of a chat, for what the other does not see.</summary>
    public static string Party(Guid chatId, Party party) => $"chat:{chatId:N}:{party.ToName()}";

    public static string Adviser(string adviserId) => $"adviser:{adviserId}";

    public static string Queue(string service) => $"queue:{service}";
}
