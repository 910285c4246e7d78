using System.Collections.Concurrent;
using System.Diagnostics;

namespace WebchatAspire.ChatClient;

/// <summary>From when a line was lost until its chats were joined again; timestamps of <see cref="Stopwatch"/>.</summary>
/// <param name="Attempts">How often it was opened until that succeeded.</param>
public readonly record struct Interruption(long Lost, long Live, int Attempts);

/// <summary>
/// What <c>docs/protocol.md</c> asks of a client: a connection that is opened again for as long as it is wanted, with growing,
/// randomised pauses, and on each opening joins its chats and catches up in them.
/// </summary>
/// <param name="connect">Opens a connection. It throws as often as it cannot.</param>
public sealed class ReliableLine(Func<CancellationToken, Task<LiveConnection>> connect) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<Guid, ReliableChat> _chats = new();
    private readonly ConcurrentQueue<Interruption> _interruptions = new();
    private readonly ConcurrentBag<Task> _closing = [];
    private readonly CancellationTokenSource _done = new();
    private Task _running = Task.CompletedTask;
    private volatile bool _isLive;

    public IEnumerable<ReliableChat> Chats => _chats.Values;

    /// <summary>Whether the connection is open and every chat joined.</summary>
    public bool IsLive => _isLive;

    /// <summary>Those that are over.</summary>
    public IReadOnlyCollection<Interruption> Interruptions => _interruptions;

    /// <summary>Takes a chat onto the line; before <see cref="Start"/>.</summary>
    public ReliableChat Take(Guid chatId) => _chats.GetOrAdd(chatId, id => new ReliableChat(id));

    public void Start() => _running = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await _running;
        await Task.WhenAll(_closing);
        _done.Dispose();
    }

    private async Task RunAsync()
    {
        var sending = _chats.Values.Select(chat => chat.RunAsync(_done.Token)).ToArray();
        long? lost = null;
        for (var attempt = 0; !_done.IsCancellationRequested; attempt++)
        {
            if (await TryOpenAsync() is { } open)
            {
                if (lost is { } since)
                {
                    _interruptions.Enqueue(new Interruption(since, Stopwatch.GetTimestamp(), attempt));
                }
                _isLive = true;
                attempt = 0;
                await Task.WhenAny(open.Lost, Task.Delay(Timeout.Infinite, _done.Token));
                _isLive = false;
                lost = Stopwatch.GetTimestamp();
                Close(open);
            }
            await PauseAsync(attempt);
        }
        await Task.WhenAll(sending);
    }

    /// <returns>Null if it has to be tried again from the start, also when only a chat could not be joined.</returns>
    private async Task<OpenLine?> TryOpenAsync()
    {
        OpenLine open;
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(_done.Token);
            patience.CancelAfter(OpenLine.Patience);
            open = new OpenLine(await connect(patience.Token));
        }
        // Whatever it is that keeps a connection from being opened: there is nothing to do but to try again.
        catch (Exception)
        {
            return null;
        }
        open.Connection.Happened += (chatId, happened) =>
        {
            if (_chats.TryGetValue(chatId, out var chat))
            {
                chat.Take(happened);
            }
        };
        open.Connection.Resync += () =>
        {
            foreach (var chat in _chats.Values)
            {
                chat.CatchUp();
            }
        };
        var joined = await Task.WhenAll(_chats.Values.Select(chat => chat.JoinAsync(open)));
        if (joined.All(isJoined => isJoined))
        {
            return open;
        }
        Close(open);
        return null;
    }

    /// <summary>A line on which nothing passes takes long to close; the next one is not kept waiting.</summary>
    private void Close(OpenLine open)
    {
        open.GiveUp();
        _closing.Add(open.Connection.DisposeAsync().AsTask());
    }

    private Task PauseAsync(int attempt)
    {
        var longest = FirstPause * Math.Pow(2, Math.Min(attempt, 10));
        var pause = (longest < LongestPause ? longest : LongestPause) * (0.5 + Random.Shared.NextDouble() / 2);
        return Task.Delay(pause, _done.Token).ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
