using System.Diagnostics;
using System.Net.WebSockets;
using WebchatAspire.ChatClient;

namespace WebchatAspire.Load;

/// <summary>A resident and an adviser in one chat.</summary>
internal sealed record Pair(Guid ChatId, Side Resident, Side Adviser)
{
    public IEnumerable<Side> Sides => [Resident, Adviser];

    /// <summary>A conversation in a closed loop: each side answers when the other's message has come.</summary>
    public async Task TalkAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Resident.SendAsync();
            await Adviser.SendAsync();
        }
    }
}

/// <summary>One run: make the pairs, drive them, say what was seen.</summary>
internal sealed class LoadRun : IAsyncDisposable
{
    /// <summary>How many chats are started at the same time.</summary>
    private const int Starting = 16;

    private readonly LoadOptions _options;
    private readonly Measurements _measurements = new();
    private readonly List<IAsyncDisposable> _connections = [];
    private readonly List<IDisposable> _sessions = [];
    private readonly Pair[] _pairs;

    private LoadRun(LoadOptions options) => (_options, _pairs) = (options, new Pair[options.Pairs]);

    public IReadOnlyList<Pair> Pairs => _pairs;

    public static async Task<LoadRun> PrepareAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        var run = new LoadRun(options);
        var started = Stopwatch.GetTimestamp();
        var adviser = await AdviserClient.SignInAsync(
            options.Gateway,
            options.Adviser,
            options.Password,
            cancellationToken
        );
        run._sessions.Add(adviser);
        var shared = new Line[options.AdviserConnections ?? 0];
        for (var i = 0; i < shared.Length; i++)
        {
            shared[i] = run.Keep(await Line.ConnectAsync(adviser.Session, chatId: null, cancellationToken));
        }
        var notice = await ResidentClient.ReadNoticeAsync(options.Gateway, cancellationToken);
        await Parallel.ForAsync(
            0,
            options.Pairs,
            new ParallelOptions { MaxDegreeOfParallelism = Starting, CancellationToken = cancellationToken },
            async (i, token) =>
            {
                var connection = shared.Length > 0 ? shared[i % shared.Length] : null;
                run._pairs[i] = await run.StartAsync(notice, adviser, connection, token);
            }
        );
        Console.WriteLine($"{options.Pairs} pairs in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s");
        return run;
    }

    public async Task DriveAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = _options.Interval is { } interval
            ? _pairs
                .SelectMany(pair => pair.Sides)
                .Select((side, i) => side.SendAtRateAsync(interval, interval * i / (2 * _pairs.Length), stop.Token))
            : _pairs.Select(pair => pair.TalkAsync(stop.Token));
        var all = Task.WhenAll(sending.Select(UntilCutAsync));
        await Task.WhenAny(all, Task.Delay(_options.WarmUp, cancellationToken));
        _measurements.Measuring = true;
        await Task.WhenAny(all, Task.Delay(_options.Duration, cancellationToken));
        _measurements.Measuring = false;
        await stop.CancelAsync();
        await all;
    }

    /// <summary>A dropped connection ends what is driven over it, and is counted; the others go on.</summary>
    private async Task UntilCutAsync(Task sending)
    {
        try
        {
            await sending;
        }
        catch (WebSocketException)
        {
            _measurements.Cut();
        }
    }

    /// <returns>True if messages came through, none that was acknowledged was lost, and no connection was dropped.</returns>
    public bool Report()
    {
        var lost = _pairs.Sum(pair => pair.Sides.Sum(side => side.Lost));
        var outOfOrder = _pairs.Sum(pair => pair.Sides.Sum(side => side.OutOfOrder));
        var came = _measurements.Print(_options.Duration);
        Console.WriteLine($"lost          {lost}");
        Console.WriteLine($"out of order  {outOfOrder}");
        return came && lost == 0;
    }

    private async Task<Pair> StartAsync(
        string notice,
        AdviserClient adviser,
        Line? adviserConnection,
        CancellationToken cancellationToken
    )
    {
        var resident = await ResidentClient.StartUnderAsync(
            _options.Gateway,
            notice,
            _options.Service,
            "The tap in the kitchen drips.",
            cancellationToken: cancellationToken
        );
        await adviser.AcceptAsync(_options.Service, resident.ChatId, cancellationToken);
        var pair = new Pair(
            resident.ChatId,
            new Side(
                Keep(await Line.ConnectAsync(resident.Session, resident.ChatId, cancellationToken)),
                resident.ChatId,
                "resident",
                _measurements
            ),
            new Side(
                adviserConnection ?? Keep(await Line.ConnectAsync(adviser.Session, chatId: null, cancellationToken)),
                resident.ChatId,
                "adviser",
                _measurements
            )
        );
        pair.Resident.Face(pair.Adviser);
        pair.Adviser.Face(pair.Resident);
        foreach (var side in pair.Sides)
        {
            await side.JoinAsync();
        }
        lock (_sessions)
        {
            _sessions.Add(resident);
        }
        return pair;
    }

    private Line Keep(Line connection)
    {
        lock (_connections)
        {
            _connections.Add(connection);
        }
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await Parallel.ForEachAsync(_connections, async (connection, _) => await connection.DisposeAsync());
        _sessions.ForEach(session => session.Dispose());
    }
}
