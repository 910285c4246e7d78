using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using WebchatAspire.Contracts.Chats;

namespace WebchatAspire.ChatClient;

/// <summary>A message that the record has, and where; timestamps of <see cref="Stopwatch"/>.</summary>
/// <param name="Tries">How often it was sent.</param>
public sealed record Saved(Guid Id, string Text, long Seq, long Written, long Answered, int Tries);

/// <summary>An event at the moment at which this client could show it.</summary>
public readonly record struct Seen(ChatEvent Event, long At);

/// <summary>
/// One side of a chat on a <see cref="ReliableLine"/>: sends what is written one after another until each is saved, and shows
/// each event once, in order, without a gap.
/// </summary>
public sealed class ReliableChat
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    private readonly Channel<Outgoing> _outbox = Channel.CreateUnbounded<Outgoing>();

    /// <summary>One mark is enough for all who ask before it is taken.</summary>
    private readonly Channel<bool> _behind = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly Lock _lock = new();
    private readonly List<Seen> _timeline = [];
    private readonly ConcurrentQueue<Saved> _saved = new();
    private readonly ConcurrentDictionary<string, int> _refusals = new(StringComparer.Ordinal);
    private TaskCompletionSource<OpenLine> _line = NoLine();
    private volatile Saved? _lastSaved;
    private int _unsaved;

    internal ReliableChat(Guid chatId) => ChatId = chatId;

    public Guid ChatId { get; }

    /// <summary>Messages that are not known to be saved.</summary>
    public int Unsaved => Volatile.Read(ref _unsaved);

    /// <summary>In the order in which they were written.</summary>
    public IReadOnlyCollection<Saved> Saved => _saved;

    public Saved? LastSaved => _lastSaved;

    /// <summary>How often a call was refused, by code.</summary>
    public IReadOnlyDictionary<string, int> Refusals => _refusals;

    /// <summary>Why no more can be sent: the code of an answer that says so.</summary>
    public string? GivenUp { get; private set; }

    public IReadOnlyList<Seen> Timeline
    {
        get
        {
            lock (_lock)
            {
                return [.. _timeline];
            }
        }
    }

    public long LastSeq
    {
        get
        {
            lock (_lock)
            {
                return Last;
            }
        }
    }

    private long Last => _timeline.Count == 0 ? 0 : _timeline[^1].Event.Seq;

    /// <summary>Writes a message. It is sent when all before it are saved.</summary>
    public void Write(string text)
    {
        Interlocked.Increment(ref _unsaved);
        _outbox.Writer.TryWrite(new Outgoing(Guid.CreateVersion7(), text, Stopwatch.GetTimestamp()));
    }

    internal async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await Task.WhenAll(SendAllAsync(stop), CatchUpAlwaysAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The line is not wanted any more.
        }
    }

    /// <returns>Whether the chat's events come on this line now.</returns>
    internal async Task<bool> JoinAsync(OpenLine line)
    {
        var answer = await line.AskAsync(connection => connection.JoinAsync(ChatId, LastSeq));
        if (answer is not { Ok: true })
        {
            Refused(answer);
            return false;
        }
        Take(answer);
        lock (_lock)
        {
            if (_line.Task.IsCompleted)
            {
                _line = NoLine();
            }
            _line.SetResult(line);
        }
        return true;
    }

    internal void CatchUp() => _behind.Writer.TryWrite(true);

    /// <summary>The next event is shown, an earlier one was, and before a later one some are missing.</summary>
    internal void Take(ChatEvent happened)
    {
        lock (_lock)
        {
            if (happened.Seq == Last + 1)
            {
                _timeline.Add(new Seen(happened, Stopwatch.GetTimestamp()));
            }
            else if (happened.Seq > Last)
            {
                CatchUp();
            }
        }
    }

    private void Take(HubAnswer page)
    {
        foreach (var happened in page.Events!)
        {
            Take(happened);
        }
        if (page.More)
        {
            CatchUp();
        }
    }

    private async Task CatchUpAlwaysAsync(CancellationToken stop)
    {
        while (true)
        {
            await _behind.Reader.ReadAsync(stop);
            if (await AskAsync(connection => connection.EventsAfterAsync(ChatId, LastSeq), stop) is { } asked)
            {
                Take(asked.Answer);
            }
        }
    }

    private async Task SendAllAsync(CancellationToken stop)
    {
        await foreach (var message in _outbox.Reader.ReadAllAsync(stop))
        {
            var asked = await AskAsync(connection => connection.SendAsync(ChatId, message.Id, message.Text), stop);
            if (asked is not var (answer, tries))
            {
                return;
            }
            _lastSaved = new Saved(
                message.Id,
                message.Text,
                answer.Seq,
                message.Written,
                Stopwatch.GetTimestamp(),
                tries
            );
            _saved.Enqueue(_lastSaved);
            Interlocked.Decrement(ref _unsaved);
        }
    }

    /// <summary>Asks the same, over whatever connection there is, until the answer is yes.</summary>
    /// <returns>Null if the answer is no for good.</returns>
    private async Task<(HubAnswer Answer, int Tries)?> AskAsync(
        Func<LiveConnection, Task<HubAnswer>> call,
        CancellationToken stop
    )
    {
        for (var tries = 1; ; tries++)
        {
            var line = await LineAsync().WaitAsync(stop);
            switch (await line.AskAsync(call))
            {
                case { Ok: true } answer:
                    return (answer, tries);
                case { } refusal when IsFinal(refusal.Code):
                    Refused(refusal);
                    GivenUp = refusal.Code;
                    return null;
                case { } refusal:
                    Refused(refusal);
                    await PauseAsync(refusal, tries, stop);
                    break;
                case null:
                    Refused(null);
                    Forget(line);
                    break;
            }
        }
    }

    private static Task PauseAsync(HubAnswer refusal, int tries, CancellationToken stop)
    {
        var growing = FirstPause * Math.Pow(2, Math.Min(tries - 1, 10));
        var asked = TimeSpan.FromSeconds(refusal.RetryAfter ?? 0);
        var pause = (growing < LongestPause ? growing : LongestPause) * (0.5 + Random.Shared.NextDouble() / 2);
        return Task.Delay(asked > pause ? asked : pause, stop);
    }

    /// <summary>The table of errors in <c>docs/protocol.md</c>: after these the same is sent again.</summary>
    private static bool IsFinal(string? code) =>
        code
            is not (
                "too-many-messages"
                or "too-many-requests"
                or "message-not-saved"
                or "busy"
                or "live-unavailable"
                or "record-unavailable"
            );

    private void Refused(HubAnswer? answer) =>
        _refusals.AddOrUpdate(answer?.Code ?? "no answer", 1, (_, count) => count + 1);

    private Task<OpenLine> LineAsync()
    {
        lock (_lock)
        {
            return _line.Task;
        }
    }

    private void Forget(OpenLine line)
    {
        lock (_lock)
        {
            if (_line.Task.IsCompletedSuccessfully && _line.Task.Result == line)
            {
                _line = NoLine();
            }
        }
    }

    private static TaskCompletionSource<OpenLine> NoLine() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record Outgoing(Guid Id, string Text, long Written);
}
