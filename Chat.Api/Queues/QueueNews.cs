using System.Threading.Channels;
using WebchatAspire.Chat.Api.Hubs;
using WebchatAspire.Chat.Api.Live;

namespace WebchatAspire.Chat.Api.Queues;

/// <summary>
/// Tells advisers that a queue changed, and those who wait what their place is now. Changes that come while one round is
/// under way share the next, so a rush costs a few rounds and not one for each chat.
/// </summary>
internal sealed partial class QueueNews(
    LiveStore store,
    ChatEvents events,
    ExpectedWaits waits,
    AssignmentSignal assignment,
    ILogger<QueueNews> logger
) : BackgroundService
{
    private readonly Channel<(string Service, bool Moved)> _changes = Channel.CreateUnbounded<(string, bool)>(
        new UnboundedChannelOptions { SingleReader = true }
    );

    /// <summary>A chat came in at the end: nobody else's place changed.</summary>
    public void QueueGrew(string service) => _changes.Writer.TryWrite((service, false));

    /// <summary>A chat left, or the queue was put right: those who wait may stand at another place.</summary>
    public void QueueMoved(string service) => _changes.Writer.TryWrite((service, true));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var round = new Dictionary<string, bool>(StringComparer.Ordinal);
        await foreach (var first in _changes.Reader.ReadAllAsync(stoppingToken))
        {
            round[first.Service] = first.Moved;
            while (_changes.Reader.TryRead(out var next))
            {
                round[next.Service] = round.GetValueOrDefault(next.Service) | next.Moved;
            }
            foreach (var (service, moved) in round)
            {
                await TellAsync(service, moved, stoppingToken);
            }
            round.Clear();
        }
    }

    private async Task TellAsync(string service, bool moved, CancellationToken cancellationToken)
    {
        assignment.Look();
        await events.QueueChangedAsync(service);
        if (!moved)
        {
            return;
        }
        try
        {
            var waiting = await store.QueueAsync(service);
            var wait = await waits.OfAsync(service);
            await Task.WhenAll(waiting.Select((chatId, index) => events.PositionAsync(chatId, index + 1, wait)));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Everybody is told to resynchronise, and joins with a new place, when Redis is back.
            LogNotTold(service, exception.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Those who wait for {Service} could not be told their place: {ExceptionType}")]
    private partial void LogNotTold(string service, string exceptionType);
}
