using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.SignalR;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Monitoring;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Hubs;

/// <summary>What the hub keeps of one connection. The heartbeat and moves look at it beside the connection's own calls.</summary>
internal sealed class ChatConnection
{
    private static readonly TimeSpan TypingPause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Guid, Participant> _joined = new();
    private readonly ConcurrentDictionary<Follower, byte> _followed = new();
    private DateTimeOffset _toldTyping;

    /// <summary>
    /// Brings the spans of one connection together. SignalR's own connection id would do, but its token opens the
    /// connection, so none of its ids goes into telemetry.
    /// </summary>
    public string SessionId { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The subject id of an adviser who watches their queues over this connection.</summary>
    public string? WatchingAdviser { get; set; }

    /// <summary>The sides that this connection takes in its chats.</summary>
    public IEnumerable<(Guid Chat, Party Party)> Sides =>
        _joined.Values.Select(participant => (participant.ChatId, participant.Party));

    /// <summary>As whom the connection speaks for an adviser.</summary>
    public IEnumerable<string> Advisers =>
        _joined
            .Values.Where(participant => participant.Party == Party.Adviser)
            .Select(participant => participant.PartyId)
            .Append(WatchingAdviser)
            .OfType<string>();

    /// <summary>The chats that somebody follows over this connection, without taking part.</summary>
    public IEnumerable<Follower> Followed => _followed.Keys;

    public void Follow(Follower follower) => _followed[follower] = 0;

    /// <returns>Whether the connection followed the chat.</returns>
    public bool Unfollow(Follower follower) => _followed.TryRemove(follower, out _);

    public void Join(Participant participant) => _joined[participant.ChatId] = participant;

    /// <returns>Whether the connection had the chat as this adviser.</returns>
    public bool Leave(Guid chatId, string adviserId) =>
        _joined.TryGetValue(chatId, out var participant)
        && participant.PartyId == adviserId
        && _joined.TryRemove(chatId, out _);

    public bool Has(string? chatId, [NotNullWhen(true)] out Participant? participant)
    {
        participant = null;
        return Guid.TryParse(chatId, out var id) && _joined.TryGetValue(id, out participant);
    }

    /// <summary>Typing is told once a second at most, however often a client says it.</summary>
    public bool MayTellTyping(TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        if (now - _toldTyping < TypingPause)
        {
            return false;
        }
        _toldTyping = now;
        return true;
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
