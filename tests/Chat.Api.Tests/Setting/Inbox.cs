using System.Threading.Channels;
using WebchatAspire.ChatClient;
using WebchatAspire.Contracts.Chats;

namespace WebchatAspire.Chat.Api.Tests.Setting;

/// <summary>What a connection is told, to be waited for.</summary>
internal sealed class Inbox
{
    private readonly Channel<ChatEvent> _events = Channel.CreateUnbounded<ChatEvent>();
    private readonly HashSet<long> _seen = [];
    private readonly Channel<int> _positions = Channel.CreateUnbounded<int>();
    private readonly Channel<string> _queues = Channel.CreateUnbounded<string>();
    private readonly Channel<bool> _resyncs = Channel.CreateUnbounded<bool>();

    public Inbox(LiveConnection connection)
    {
        connection.Happened += (_, happened) => _events.Writer.TryWrite(happened);
        connection.Positioned += (_, position, _) => _positions.Writer.TryWrite(position);
        connection.QueueChanged += service => _queues.Writer.TryWrite(service);
        connection.Resync += () => _resyncs.Writer.TryWrite(true);
    }

    public int Waiting => _events.Reader.Count;

    public async Task<ChatEvent> NextEventAsync() =>
        await _events.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>The next event with a number that was not seen before: events come at least once.</summary>
    public async Task<ChatEvent> NextNewEventAsync()
    {
        ChatEvent next;
        do
        {
            next = await NextEventAsync();
        } while (!_seen.Add(next.Seq));
        return next;
    }

    /// <summary>Waits until a position comes, or until it may be time to look again.</summary>
    public async Task NextPositionOrAsync(TimeSpan longest)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(longest);
        try
        {
            await _positions.Reader.ReadAsync(stop.Token);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            // Time to look again.
        }
    }

    public async Task<int> NextPositionAsync() =>
        await _positions.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public async Task<string> NextQueueAsync() => await _queues.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public async Task ResyncAsync() => await _resyncs.Reader.ReadAsync(TestContext.Current.CancellationToken);
}
