using System.Collections.Concurrent;
using System.Diagnostics;

namespace WebchatAspire.Load;

/// <summary>One participant of a chat: sends, and takes note of what arrives from the other side.</summary>
internal sealed class Side
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Line _connection;
    private readonly Guid _chatId;
    private readonly string _party;
    private readonly Measurements _measurements;
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<long>> _expected = new();
    private long _lastSeq;
    private Side? _other;

    public Side(Line connection, Guid chatId, string party, Measurements measurements)
    {
        (_connection, _chatId, _party, _measurements) = (connection, chatId, party, measurements);
        connection.View(chatId, OnEvent);
    }

    /// <summary>The acknowledged messages in the order in which they were sent.</summary>
    public ConcurrentQueue<(Guid Id, long Order, long Seq)> Acknowledged { get; } = new();

    /// <summary>Acknowledged messages that the other side has not seen.</summary>
    public int Lost { get; private set; }

    /// <summary>Events that came after one with a higher number, or twice.</summary>
    public int OutOfOrder { get; private set; }

    public void Face(Side other) => _other = other;

    public async Task JoinAsync()
    {
        var joined = await _connection.JoinAsync(_chatId);
        if (!joined.Ok)
        {
            throw new InvalidOperationException($"A {_party} could not join: {joined.Code}.");
        }
    }

    /// <summary>One message, until it is acknowledged and the other side has it.</summary>
    public Task SendAsync() => SendAsync(Stopwatch.GetTimestamp());

    /// <summary>
    /// A message at each interval, whether or not the one before was answered. Its latency counts from when it was due,
    /// so that a stall is seen in full.
    /// </summary>
    public async Task SendAtRateAsync(TimeSpan interval, TimeSpan offset, CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        var underWay = new List<Task>();
        for (var due = offset; ; due += interval)
        {
            var wait = due - Stopwatch.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, stop).ContinueWith(_ => { }, TaskScheduler.Default);
            }
            if (stop.IsCancellationRequested)
            {
                break;
            }
            underWay.RemoveAll(task => task.IsCompletedSuccessfully);
            underWay.Add(SendAsync(started + (long)(due.TotalSeconds * Stopwatch.Frequency)));
        }
        await Task.WhenAll(underWay);
    }

    private async Task SendAsync(long due)
    {
        var id = Guid.CreateVersion7();
        var delivery = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        _other!._expected[id] = delivery;
        var order = Stopwatch.GetTimestamp();
        var reply = await _connection.SendAsync(_chatId, id, $"The tap in the kitchen drips since yesterday, {id:N}.");
        if (!reply.Ok)
        {
            _measurements.Refused(reply.Code!);
            _other._expected.TryRemove(id, out _);
            await Task.Delay(TimeSpan.FromSeconds(reply.RetryAfter ?? 1));
            return;
        }
        _measurements.Acknowledged(Stopwatch.GetElapsedTime(due));
        Acknowledged.Enqueue((id, order, reply.Seq));
        try
        {
            var arrived = await delivery.Task.WaitAsync(Patience);
            _measurements.Delivered(Stopwatch.GetElapsedTime(due, arrived));
        }
        catch (TimeoutException)
        {
            Lost++;
        }
    }

    private void OnEvent(Guid id, long seq, string party)
    {
        var arrived = Stopwatch.GetTimestamp();
        if (seq <= _lastSeq)
        {
            OutOfOrder++;
        }
        _lastSeq = Math.Max(_lastSeq, seq);
        if (party != _party && _expected.TryRemove(id, out var delivery))
        {
            delivery.TrySetResult(arrived);
        }
    }
}
