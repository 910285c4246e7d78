using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

namespace WebchatAspire.Chat.Api.Hubs;

/// <summary>
/// The connections of this replica. They are told to resynchronise one by one, as that needs no Redis, and every replica
/// sees for itself when its own connection to Redis was lost.
/// </summary>
internal sealed class LocalConnections(IHubContext<ChatHub> hub)
{
    private readonly ConcurrentDictionary<string, byte> _ids = new(StringComparer.Ordinal);

    public int Count => _ids.Count;

    public void Add(string connectionId) => _ids.TryAdd(connectionId, 0);

    public void Remove(string connectionId) => _ids.TryRemove(connectionId, out _);

    public async Task ResyncAsync(CancellationToken cancellationToken)
    {
        foreach (var id in _ids.Keys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await hub.Clients.Client(id).SendAsync(ClientMethods.Resync, cancellationToken);
        }
    }
}
