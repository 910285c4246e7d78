using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace WebchatAspire.Testing;

/// <summary>
/// The network between two programs, as a relay of TCP connections that can be silenced, cut and mended: so something goes
/// away for one side alone, and nobody is stopped.
/// </summary>
public sealed class Cable : IAsyncDisposable
{
    private readonly Func<EndPoint> _target;
    private readonly ConcurrentDictionary<Socket, byte> _open = [];
    private readonly CancellationTokenSource _done = new();
    private readonly List<Task> _running = [];
    private volatile TaskCompletionSource _flowing = Flowing();
    private volatile Socket? _listener;

    public Cable(string host, int port)
        : this(() => new DnsEndPoint(host, port)) { }

    /// <param name="target">Asked for each connection, as it may not be known yet when the cable's own address has to be.</param>
    public Cable(Func<EndPoint> target)
    {
        _target = target;
        _listener = Listen(0);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _running.Add(AcceptAsync(_listener));
    }

    /// <summary>Where the near end listens, on the loopback.</summary>
    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Nothing passes any more and nobody is told, as when a wire is pulled.</summary>
    public void Silence() => _flowing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends all connections, with what is under way on them, and refuses new ones.</summary>
    public void Cut()
    {
        _listener?.Dispose();
        _listener = null;
        foreach (var socket in _open.Keys)
        {
            socket.Dispose();
        }
        _open.Clear();
    }

    /// <summary>Lets everything pass again: what was held back by a silence, and new connections after a cut.</summary>
    public void Mend()
    {
        _flowing.TrySetResult();
        if (_listener is null)
        {
            _listener = Listen(Port);
            _running.Add(AcceptAsync(_listener));
        }
    }

    private static TaskCompletionSource Flowing()
    {
        var flowing = new TaskCompletionSource();
        flowing.SetResult();
        return flowing;
    }

    private static Socket Listen(int port)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen();
        return listener;
    }

    private async Task AcceptAsync(Socket listener)
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ConnectAsync(await listener.AcceptAsync(_done.Token)));
            }
        }
        catch (Exception exception) when (IsCut(exception))
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ConnectAsync(Socket near)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        _open[near] = _open[far] = 0;
        try
        {
            // It may have been cut between the two lines above.
            ObjectDisposedException.ThrowIf(_listener is null, this);
            await far.ConnectAsync(_target(), _done.Token);
            await Task.WhenAny(PumpAsync(near, far), PumpAsync(far, near));
        }
        catch (Exception exception) when (IsCut(exception))
        {
            // The far end is not there, and the near end hears so.
        }
        finally
        {
            near.Dispose();
            _open.TryRemove(near, out _);
            _open.TryRemove(far, out _);
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _done.Token) is > 0 and var count)
            {
                await _flowing.Task.WaitAsync(_done.Token);
                await to.SendAsync(buffer.AsMemory(0, count), _done.Token);
            }
        }
        catch (Exception exception) when (IsCut(exception))
        {
            // What the cable is for.
        }
    }

    private static bool IsCut(Exception exception) =>
        exception is SocketException or ObjectDisposedException or OperationCanceledException;

    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        Cut();
        await Task.WhenAll(_running);
        _done.Dispose();
    }
}
