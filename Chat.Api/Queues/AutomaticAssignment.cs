using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Presence;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Queues;

/// <summary>
/// Gives waiting chats to advisers who want them to come by themselves: to whom has the fewest, among those who know the
/// service and, if there are any, the language. Every replica does it; a place is reserved in Redis one by one, so that
/// nobody gets more than they can take, and the record decides who has the chat.
/// </summary>
internal sealed partial class AutomaticAssignment(
    LiveStore store,
    Advisers advisers,
    ChatAccepting accepting,
    AssignmentSignal signal,
    TimeProvider clock,
    ILogger<AutomaticAssignment> logger
) : BackgroundService
{
    /// <summary>How often it looks in case nobody said that something changed.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <summary>How many chats of a queue are looked at in a round.</summary>
    private const int Front = 20;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await TryAssignAsync(stoppingToken);
                await signal.WaitAsync(Interval, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task TryAssignAsync(CancellationToken cancellationToken)
    {
        try
        {
            var here = await advisers.HereAsync();
            if (!here.Any(adviser => adviser.Presence.Automatic))
            {
                return;
            }
            foreach (var service in await store.ServicesAsync())
            {
                var able = here.Where(adviser => adviser.Takes(service)).ToList();
                foreach (var chatId in able.Count == 0 ? [] : await store.QueueAsync(service, Front))
                {
                    if (await store.FindAsync(chatId) is { State: ChatState.Waiting } chat)
                    {
                        await GiveAsync(chat, able, cancellationToken);
                    }
                }
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotAssigned(exception.GetType().Name);
        }
    }

    private async Task GiveAsync(LiveChat chat, List<KnownAdviser> able, CancellationToken cancellationToken)
    {
        var loads = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var adviser in able)
        {
            loads[adviser.Id] = await store.LoadAsync(adviser.Id);
        }
        foreach (var adviser in AssignmentOrder.Of(able, loads, chat.Language))
        {
            if (!await store.ReserveAsync(adviser.Id, adviser.Presence.Capacity, chat.Id, clock.GetUtcNow()))
            {
                continue;
            }
            // When that fails the chat may be theirs all the same: then the place stays kept until a rebuild has found out.
            await accepting.GiveAsync(adviser, chat, cancellationToken);
            await store.ReleaseAsync(adviser.Id, chat.Id);
            return;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Waiting chats could not be given out: {ExceptionType}. It is tried again")]
    private partial void LogNotAssigned(string exceptionType);
}

/// <summary>Says that a queue or an adviser has changed. What is said during a round makes the next one.</summary>
internal sealed class AssignmentSignal : IDisposable
{
    private readonly SemaphoreSlim _changed = new(0, 1);

    public void Look()
    {
        try
        {
            _changed.Release();
        }
        catch (SemaphoreFullException)
        {
            // The next round is due already.
        }
    }

    public Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken) =>
        _changed.WaitAsync(longest, cancellationToken);

    public void Dispose() => _changed.Dispose();
}

/// <summary>Who is asked first to take a chat.</summary>
internal static class AssignmentOrder
{
    /// <summary>
    /// Those with a free place, the least loaded first; those who speak the language come before all others. Among equals
    /// the order is that of their ids, the same on every replica.
    /// </summary>
    public static IReadOnlyList<KnownAdviser> Of(
        IEnumerable<KnownAdviser> able,
        IReadOnlyDictionary<string, int> loads,
        string language
    ) =>
        [
            .. able.Where(adviser => loads[adviser.Id] < adviser.Presence.Capacity)
                .OrderByDescending(adviser => adviser.Speaks(language))
                .ThenBy(adviser => loads[adviser.Id])
                .ThenBy(adviser => adviser.Id, StringComparer.Ordinal),
        ];
}
