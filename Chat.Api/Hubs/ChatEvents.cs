using Microsoft.AspNetCore.SignalR;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Faults;

namespace WebchatAspire.Chat.Api.Hubs;

/// <summary>
/// Tells connected clients what is committed. Publishing never fails the change it tells of: that is in the record, and
/// a client that misses an event sees the gap, or is told to resynchronise when Redis returns.
/// </summary>
internal sealed partial class ChatEvents(IHubContext<ChatHub> hub, ILogger<ChatEvents> logger)
{
    /// <summary>To everybody in the chat.</summary>
    public Task PublishAsync(Guid chatId, EventView happened) =>
        TellAsync(hub.Clients.Group(HubGroups.Chat(chatId)).SendAsync(ClientMethods.Event, chatId, happened));

    /// <summary>To the resident who waits: their place in the queue.</summary>
    public Task PositionAsync(Guid chatId, int position) =>
        TellAsync(hub.Clients.Group(HubGroups.Chat(chatId)).SendAsync(ClientMethods.Position, chatId, position));

    /// <summary>To the advisers who watch the queue of a service.</summary>
    public Task QueueChangedAsync(string service) =>
        TellAsync(hub.Clients.Group(HubGroups.Queue(service)).SendAsync(ClientMethods.QueueChanged, service));

    private async Task TellAsync(Task telling)
    {
        try
        {
            await telling;
        }
        catch (Exception exception) when (Away.IsRedis(exception))
        {
            LogNotTold(exception.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Clients could not be told of a change: {ExceptionType}")]
    private partial void LogNotTold(string exceptionType);
}

/// <summary>What the server calls at a client.</summary>
internal static class ClientMethods
{
    /// <summary>(chat id, event) Events come at least once; the sequence number tells them apart.</summary>
    public const string Event = "event";

    /// <summary>(chat id, place from 1)</summary>
    public const string Position = "position";

    /// <summary>(service) A chat came into, or left, its queue.</summary>
    public const string QueueChanged = "queueChanged";

    /// <summary>() Events may have been missed: ask for everything after the last known number.</summary>
    public const string Resync = "resync";
}

internal static class HubGroups
{
    public static string Chat(Guid chatId) => $"chat:{chatId:N}";

    public static string Queue(string service) => $"queue:{service}";
}
