using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebchatAspire.Chat.Api.Hubs;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Presence;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Contracts.Record;
using WebchatAspire.ServiceDefaults.Enforcement;

namespace WebchatAspire.Chat.Api.Monitoring;

/// <summary>
/// Ends the following of chats when the permit, the chat or the connection does. Every replica looks, and the policy's
/// register takes one stop. Now and then that register is asked what it holds for begun: what Redis has lost is stopped then.
/// </summary>
internal sealed partial class MonitoringWatch(
    MonitoringStore store,
    MonitoringReader reader,
    Monitors monitors,
    LiveState live,
    Whereabouts whereabouts,
    LocalConnections connections,
    PolicyClient policy,
    IConnectionMultiplexer redis,
    IOptions<PresenceOptions> options,
    TimeProvider clock,
    ILogger<MonitoringWatch> logger
) : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>How often the register is asked, and how long one that begins may take until Redis knows of it.</summary>
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(10);

    private DateTimeOffset _sweptAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Redis may be away now; the subscription is made when it is back.
        var ended = redis.GetSubscriber().Subscribe(Monitors.Ended, CommandFlags.FireAndForget);
        ended.OnMessage(message => connections.UnfollowAsync(Follower.Parse(message.Message.ToString())));
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var next = await TryLookAsync(stoppingToken);
                await Task.Delay(next, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops; others go on looking.
        }
    }

    /// <returns>When to look again: a permit ends on time.</returns>
    private async Task<TimeSpan> TryLookAsync(CancellationToken cancellationToken)
    {
        var beat = options.Value.Heartbeat;
        var next = beat < Longest ? beat : Longest;
        try
        {
            var begun = await store.BegunAsync();
            foreach (var followed in begun)
            {
                if (await EndOfAsync(followed, cancellationToken) is { } endedBy)
                {
                    await TryEndAsync(followed, endedBy);
                }
                else if (followed.PermitUntil - clock.GetUtcNow() is var left && left < next)
                {
                    next = left > TimeSpan.Zero ? left : TimeSpan.Zero;
                }
            }
            foreach (var follower in connections.Followers())
            {
                if (await reader.FindRunningAsync(follower) is null)
                {
                    await connections.UnfollowAsync(follower);
                }
            }
            await SweepAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotLooked(exception.GetType().Name);
        }
        return next;
    }

    /// <returns>Null as long as it goes on.</returns>
    private async Task<string?> EndOfAsync(FollowedChat followed, CancellationToken cancellationToken)
    {
        if (followed.EndedBy is not null)
        {
            return followed.EndedBy;
        }
        if (followed.PermitUntil <= clock.GetUtcNow())
        {
            return MonitoringEnds.PermitEnded;
        }
        return await live.FindAsync(followed.Follower.ChatId, cancellationToken) switch
        {
            null or { State: ChatState.Ended } => MonitoringEnds.ChatEnded,
            { AdviserId: { } adviser } when adviser == followed.Follower.SubjectId => MonitoringEnds.TookPart,
            _ => await whereabouts.IsMonitorGoneAsync(followed.Follower) ? MonitoringEnds.Gone : null,
        };
    }

    /// <summary>One that cannot be ended holds up no other.</summary>
    private async Task TryEndAsync(FollowedChat followed, string endedBy)
    {
        try
        {
            await monitors.EndAsync(followed, endedBy);
            LogEnded(followed.Follower.ChatId, followed.DecisionId, endedBy);
        }
        catch (PolicyUnavailableException)
        {
            // It is shown no longer. The next round tries again to say so.
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (clock.GetUtcNow() - _sweptAt < Sweep)
        {
            return;
        }
        try
        {
            var open = await policy.OpenMonitoringsAsync(cancellationToken);
            // Afterwards, so that what began meanwhile is known.
            var known = (await store.BegunAsync()).ToDictionary(followed => followed.DecisionId);
            foreach (var one in open)
            {
                if (known.TryGetValue(one.DecisionId, out var followed))
                {
                    if (!one.Permitted)
                    {
                        await TryEndAsync(followed, MonitoringEnds.PermitEnded);
                    }
                }
                else if (clock.GetUtcNow() - one.StartedAt >= Sweep)
                {
                    await monitors.StopLostAsync(one);
                    LogEnded(one.ChatId, one.DecisionId, MonitoringEnds.Failed);
                }
            }
            _sweptAt = clock.GetUtcNow();
        }
        catch (PolicyUnavailableException)
        {
            // The client has logged it. The next round tries again.
        }
    }

    [LoggerMessage(LogLevel.Information, "Chat {ChatId} is followed no longer under decision {DecisionId}: {EndedBy}")]
    private partial void LogEnded(Guid chatId, Guid decisionId, string endedBy);

    [LoggerMessage(LogLevel.Warning, "Who follows chats could not be looked after: {ExceptionType}. It is tried again")]
    private partial void LogNotLooked(string exceptionType);
}
