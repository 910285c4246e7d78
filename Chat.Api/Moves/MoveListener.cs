using StackExchange.Redis;
using WebchatAspire.Chat.Api.Hubs;

namespace WebchatAspire.Chat.Api.Moves;

/// <summary>Hears that a chat was taken from an adviser, and takes it from their connections at this replica.</summary>
internal sealed class MoveListener(IConnectionMultiplexer redis, LocalConnections connections) : IHostedService
{
    /// <summary>Messages are <c>{chat id}:{subject id}</c>.</summary>
    public static readonly RedisChannel Channel = RedisChannel.Literal("live:moved");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Redis may be away now; the subscription is made when it is back.
        var queue = redis.GetSubscriber().Subscribe(Channel, CommandFlags.FireAndForget);
        queue.OnMessage(message => LeaveAsync(message.Message.ToString()));
        await Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        redis.GetSubscriber().UnsubscribeAsync(Channel, flags: CommandFlags.FireAndForget);

    private Task LeaveAsync(string message)
    {
        var parts = message.Split(':', 2);
        return parts is [var chat, var adviserId] && Guid.TryParseExact(chat, "N", out var chatId)
            ? connections.LeaveAsync(chatId, adviserId)
            : Task.CompletedTask;
    }
}
