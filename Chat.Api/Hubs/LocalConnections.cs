using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using WebchatAspire.Contracts.Chats;

namespace WebchatAspire.Chat.Api.Hubs;

/// <summary>
/// The connections of this replica. They are told to resynchronise by their ids, as that needs no Redis, and every
/// replica sees for itself when its own connection to Redis was lost.
/// </summary>
internal sealed class LocalConnections(IHubContext<ChatHub> hub, TimeProvider clock)
{
    /// <summary>A line that takes longer is as good as lost; what is sent on it stays on its way.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, byte> _ids = new(StringComparer.Ordinal);

    public int Count => _ids.Count;

    public void Add(string connectionId) => _ids.TryAdd(connectionId, 0);

    public void Remove(string connectionId) => _ids.TryRemove(connectionId, out _);

    /// <returns>How many took it in time; a slow one holds up no other.</returns>
    public async Task<int> ResyncAsync(CancellationToken cancellationToken)
    {
        var taken = await Task.WhenAll(_ids.Keys.Select(id => TryResyncAsync(id, cancellationToken)));
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
