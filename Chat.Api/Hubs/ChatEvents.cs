using Microsoft.AspNetCore.SignalR;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Contracts.Chats;

namespace WebchatAspire.Chat.Api.Hubs;

/// <summary>
/// Tells connected clients what is committed. Publishing never fails the change it tells of: that is in the record, and
/// a client that misses an event sees the gap, or is told to resynchronise when Redis returns.
/// </summary>
internal sealed partial class ChatEvents(IHubContext<ChatHub> hub, ILogger<ChatEvents> logger)
{
    /// <summary>To everybody in the chat.</summary>
    public Task PublishAsync(Guid chatId, ChatEvent happened) =>
        TellAsync(HubGroups.Chat(chatId), ClientMethods.Event, chatId, happened);

    /// <summary>To the resident who waits: their place in the queue.</summary>
    public Task PositionAsync(Guid chatId, int position) =>
        TellAsync(HubGroups.Chat(chatId), ClientMethods.Position, chatId, position, null);

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

    public static string Queue(string service) => $"queue:{service}";
}
