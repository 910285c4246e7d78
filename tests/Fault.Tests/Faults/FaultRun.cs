using System.Diagnostics;

namespace WebchatAspire.Fault.Tests.Faults;

/// <summary>One fault with its moments; timestamps of <see cref="Stopwatch"/>.</summary>
/// <param name="Broken">When something began to be taken away.</param>
/// <param name="Mended">When it was there again.</param>
/// <param name="Over">When every side had saved a message that it wrote after that.</param>
internal sealed record Incident(Fault Fault, long Broken, long Mended, long Over);

/// <summary>Lets a crowd write, and takes away one thing after another.</summary>
internal sealed class FaultRun(Crowd crowd)
{
    private static readonly TimeSpan Looking = TimeSpan.FromMilliseconds(100);

    private readonly List<Incident> _incidents = [];

    public IReadOnlyList<Incident> Incidents => _incidents;

    /// <summary>Goes through all faults, round after round until the time is over, then lets everybody finish.</summary>
    /// <param name="rounds">The faults of the round with this number, from 0.</param>
    /// <param name="atLeast">No round begins later than this.</param>
    /// <param name="patience">Ends the run, for something never comes back.</param>
    /// <returns>False if patience ended it.</returns>
    public async Task<bool> RunAsync(Func<int, IEnumerable<Fault>> rounds, TimeSpan atLeast, CancellationToken patience)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(patience);
        var writing = Task.WhenAll(crowd.Sides.Select(side => side.WriteAsync(stop.Token)));
        try
        {
            await PassAsync(rounds, atLeast, patience);
            await stop.CancelAsync();
            await UntilAsync(() => crowd.Sides.All(side => side.Chat.Unsaved == 0), patience);
            return true;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            await stop.CancelAsync();
            await writing;
        }
    }

    private async Task PassAsync(
        Func<int, IEnumerable<Fault>> rounds,
        TimeSpan atLeast,
        CancellationToken cancellationToken
    )
    {
        await EverybodyHasSavedAsync(Stopwatch.GetTimestamp(), cancellationToken);
        var started = Stopwatch.GetTimestamp();
        for (var round = 0; round == 0 || Stopwatch.GetElapsedTime(started) < atLeast; round++)
        {
            foreach (var fault in rounds(round))
            {
                _incidents.Add(await PassAsync(fault, cancellationToken));
            }
        }
    }

    /// <summary>Waits until every client has shown all that there is; who never does, the comparison says.</summary>
    public async Task ConvergeAsync(
        IReadOnlyDictionary<Guid, long> last,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            await UntilAsync(() => crowd.Sides.All(side => side.Chat.LastSeq == last[side.Chat.ChatId]), limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Long enough.
        }
    }

    private async Task<Incident> PassAsync(Fault fault, CancellationToken cancellationToken)
    {
        var broken = Stopwatch.GetTimestamp();
        await fault.BreakAsync(cancellationToken);
        await Task.Delay(fault.Held, cancellationToken);
        if (fault.IsOneOfSeveral)
        {
            await EverybodyHasSavedAsync(broken, cancellationToken);
        }
        await fault.MendAsync(cancellationToken);
        var mended = Stopwatch.GetTimestamp();
        await EverybodyHasSavedAsync(mended, cancellationToken);
        return new Incident(fault, broken, mended, Stopwatch.GetTimestamp());
    }

    private Task EverybodyHasSavedAsync(long since, CancellationToken cancellationToken) =>
        UntilAsync(
            () =>
                crowd.Lines.All(line => line.IsLive)
                && crowd.Sides.All(side => side.Chat.GivenUp is not null || side.HasSavedSince(since)),
            cancellationToken
        );

    private static async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Looking);
        while (!condition())
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
