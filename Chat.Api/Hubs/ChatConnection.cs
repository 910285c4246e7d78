using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.SignalR;
using WebchatAspire.Chat.Api.Chats;

namespace WebchatAspire.Chat.Api.Hubs;

/// <summary>
/// What the hub keeps of one connection. Calls of a connection run one after another, so it needs no lock.
/// </summary>
internal sealed class ChatConnection
{
    private readonly Dictionary<Guid, Participant> _joined = [];

    /// <summary>
    /// Brings the spans of one connection together. SignalR's own connection id would do, but its token opens the
    /// connection, so none of its ids goes into telemetry.
    /// </summary>
    public string SessionId { get; } = Guid.NewGuid().ToString("N");

    public void Join(Participant participant) => _joined[participant.ChatId] = participant;

    public bool Has(string? chatId, [NotNullWhen(true)] out Participant? participant)
    {
        participant = null;
        return Guid.TryParse(chatId, out var id) && _joined.TryGetValue(id, out participant);
    }

    public static ChatConnection Of(HubCallerContext context)
    {
        if (context.Items.TryGetValue(typeof(ChatConnection), out var known))
        {
            return (ChatConnection)known!;
        }
        var connection = new ChatConnection();
        context.Items[typeof(ChatConnection)] = connection;
        return connection;
    }
}
