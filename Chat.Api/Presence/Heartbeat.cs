using Microsoft.Extensions.Options;
using WebchatAspire.Chat.Api.Hubs;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Presence;

/// <summary>
/// Says again and again who is connected to this replica, and tells the other side of a chat when somebody has gone and
/// has not come back at once, here or at another replica.
/// </summary>
internal sealed partial class Heartbeat(
    LocalConnections connections,
    Whereabouts whereabouts,
    ChatEvents events,
    IOptions<PresenceOptions> options,
    TimeProvider clock,
    ILogger<Heartbeat> logger
) : BackgroundService
{
    private HashSet<(Guid Chat, Party Party)> _here = [];
    private HashSet<(Guid Chat, Party Party)> _left = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Heartbeat, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryBeatAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops; its clients go on at another replica.
        }
    }

    private async Task TryBeatAsync(CancellationToken cancellationToken)
    {
        try
        {
            var now = connections.Sides();
            await whereabouts.ConnectedAsync(connections.Advisers(), now);
            await whereabouts.FollowingAsync(connections.Followers());
            // Whoever left in the round before last has had time to come back, and their new replica to say so.
            foreach (var (chat, party) in _left.Except(now))
            {
                if (!await whereabouts.IsHereAsync(chat, party))
                {
                    await events.HereAsync(chat, party, isHere: false);
                }
            }
            foreach (var (chat, party) in now.Except(_here))
            {
                await events.HereAsync(chat, party, isHere: true);
            }
            (_left, _here) = ([.. _here.Except(now)], now);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotTold(exception.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Who is connected could not be said: {ExceptionType}. It is tried again")]
    private partial void LogNotTold(string exceptionType);
}
