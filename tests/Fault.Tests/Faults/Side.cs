using System.Globalization;
using WebchatAspire.ChatClient;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Fault.Tests.Faults;

/// <summary>A resident or an adviser in one chat, who writes all the time.</summary>
internal sealed class Side(Party party, ReliableLine line, ReliableChat chat)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    private int _written;

    public Party Party => party;
    public ReliableLine Line => line;
    public ReliableChat Chat => chat;

    /// <summary>Writes a message every two seconds, more or less.</summary>
    public async Task WriteAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var pause = ShortestPause * (1 + 2 * Random.Shared.NextDouble());
            await Task.Delay(pause, stop).ContinueWith(_ => { }, TaskScheduler.Default);
            chat.Write(string.Create(CultureInfo.InvariantCulture, $"{party} {++_written}: the tap still drips."));
        }
    }

    /// <summary>Whether a message that was written after a moment is saved.</summary>
    public bool HasSavedSince(long moment) => chat.LastSaved?.Written > moment;
}

/// <summary>A chat with its two sides.</summary>
internal sealed record Conversation(Guid ChatId, Side Resident, Side Adviser)
{
    public IEnumerable<Side> Sides => [Resident, Adviser];
}
