using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using WebchatAspire.Chat.Api.Monitoring;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Hubs;

/// <summary>
/// The connections of this replica. They are told to resynchronise by their ids, as that needs no Redis, and every
/// replica sees for itself when its own connection to Redis was lost.
/// </summary>
internal sealed class LocalConnections(IHubContext<ChatHub> hub, TimeProvider clock)
{
    /// <summary>A line that takes longer is as good as lost; what is sent on it stays on its way.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, ChatConnection> _connections = new(StringComparer.Ordinal);

    public int Count => _connections.Count;

    public void Add(string connectionId, ChatConnection connection) => _connections.TryAdd(connectionId, connection);

    public void Remove(string connectionId) => _connections.TryRemove(connectionId, out _);

    /// <summary>The advisers who watch their queues here, or are in a chat.</summary>
    public HashSet<string> Advisers() => [.. _connections.Values.SelectMany(connection => connection.Advisers)];

    /// <summary>The sides of chats that are connected here.</summary>
    public HashSet<(Guid Chat, Party Party)> Sides() =>
        [.. _connections.Values.SelectMany(connection => connection.Sides)];

    /// <summary>Takes a chat from the connections of an adviser who has it no more.</summary>
    public async Task LeaveAsync(Guid chatId, string adviserId)
    {
        foreach (var (id, connection) in _connections)
        {
            if (connection.Leave(chatId, adviserId))
            {
                await hub.Groups.RemoveFromGroupAsync(id, HubGroups.Chat(chatId));
                await hub.Groups.RemoveFromGroupAsync(id, HubGroups.Party(chatId, Party.Adviser));
            }
        }
    }

    /// <summary>Who follows which chat over a connection here.</summary>
    public HashSet<Follower> Followers() => [.. _connections.Values.SelectMany(connection => connection.Followed)];

    /// <summary>Lets somebody follow a chat no longer, and tells them.</summary>
    public async Task UnfollowAsync(Follower follower)
    {
        foreach (var (id, connection) in _connections)
        {
            if (!connection.Unfollow(follower))
            {
                continue;
            }
            // Who has become its adviser meanwhile has the chat as such.
            if (!connection.Has(follower.ChatId.ToString(), out _))
            {
                await hub.Groups.RemoveFromGroupAsync(id, HubGroups.Chat(follower.ChatId));
                await hub.Groups.RemoveFromGroupAsync(id, HubGroups.Party(follower.ChatId, Party.Adviser));
            }
            await hub.Clients.Client(id).SendAsync(ClientMethods.FollowingEnded, follower.ChatId);
        }
    }

    /// <returns>How many took it in time; a slow one holds up no other.</returns>
    public async Task<int> ResyncAsync(CancellationToken cancellationToken)
    {
        var taken = await Task.WhenAll(_connections.Keys.Select(id => TryResyncAsync(id, cancellationToken)));
        return taken.Count(inTime => inTime);
    }

    private async Task<bool> TryResyncAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await hub
                .Clients.Client(id)
                .SendAsync(ClientMethods.Resync, cancellationToken)
                .WaitAsync(Patience, clock, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
