using StackExchange.Redis;
using WebchatAspire.Chat.Api.Hubs;
using WebchatAspire.Chat.Api.Queues;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Chat.Api.Live;

/// <summary>
/// Heals the live state: at the start, when the connection to Redis returns, when Redis has lost its data, when a change
/// may not have reached it, and every minute in case nobody noticed. After a lost connection every client is told to ask
/// for what it missed.
/// </summary>
internal sealed partial class LiveWatch(
    IConnectionMultiplexer redis,
    LiveRebuild rebuild,
    LiveStore store,
    WaitingChats waiting,
    LocalConnections connections,
    QueueNews news,
    ILogger<LiveWatch> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _restored = new(0);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        redis.ConnectionRestored += OnRestored;
        try
        {
            var (reconcile, resync) = (true, false);
            while (!stoppingToken.IsCancellationRequested)
            {
                resync |= Restored();
                reconcile |= resync | rebuild.TakeRequest();
                if (await TryHealAsync(reconcile, resync, stoppingToken))
                {
                    (reconcile, resync) = (false, false);
                }
                if (await _restored.WaitAsync(Interval, stoppingToken))
                {
                    resync = true;
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
        finally
        {
            redis.ConnectionRestored -= OnRestored;
        }
    }

    /// <returns>False if it has to be tried again.</returns>
    private async Task<bool> TryHealAsync(bool reconcile, bool resync, CancellationToken cancellationToken)
    {
        if (!redis.IsConnected)
        {
            return false;
        }
        try
        {
            var rebuilt = reconcile || await rebuild.EnsureAsync(MaxAge, cancellationToken);
            if (reconcile)
            {
                await rebuild.RunAsync(cancellationToken);
            }
            if (resync)
            {
                await WaitForDeliveryAsync(cancellationToken);
                var told = await connections.ResyncAsync(cancellationToken);
                LogResynced(told, connections.Count);
            }
            var queues = await store.WaitingAsync();
            waiting.Set(queues);
            if (rebuilt)
            {
                // A place is no event: nobody can ask for one that was missed.
                queues.Keys.ToList().ForEach(news.QueueMoved);
            }
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotHealed(exception.GetType().Name);
            return false;
        }
    }

    /// <summary>
    /// A client that asks for what it missed before its group is subscribed again would miss the next event too, so a
    /// message has to come round once first.
    /// </summary>
    private async Task WaitForDeliveryAsync(CancellationToken cancellationToken)
    {
        var subscriber = redis.GetSubscriber();
        var channel = RedisChannel.Literal($"live:probe:{Guid.NewGuid():N}");
        var came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await subscriber.SubscribeAsync(channel, (_, _) => came.TrySetResult());
            await subscriber.PublishAsync(channel, RedisValue.EmptyString);
            await came.Task.WaitAsync(ProbeTime, cancellationToken);
        }
        finally
        {
            await subscriber.UnsubscribeAsync(channel, flags: CommandFlags.FireAndForget);
        }
    }

    private bool Restored()
    {
        var any = false;
        while (_restored.Wait(0))
        {
            any = true;
        }
        return any;
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs e) => _restored.Release();

    public override void Dispose()
    {
        _restored.Dispose();
        base.Dispose();
    }

    [LoggerMessage(LogLevel.Information, "Redis is back: {Told} of {Count} clients were told to resynchronise")]
    private partial void LogResynced(int told, int count);

    [LoggerMessage(LogLevel.Warning, "The live state could not be checked: {ExceptionType}. It is tried again")]
    private partial void LogNotHealed(string exceptionType);
}
