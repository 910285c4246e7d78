using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace WebchatAspire.Chat.Api.Tests.Setting;

/// <summary>A TCP connection that can be cut and mended, so that Redis goes away for one replica alone.</summary>
internal sealed class Cable : IAsyncDisposable
{
    private readonly EndPoint _target;
    private readonly ConcurrentBag<Socket> _open = [];
    private readonly CancellationTokenSource _done = new();
    private readonly int _port;
    private readonly List<Task> _running = [];
    private Socket? _listener;

    public Cable(string host, int port)
    {
        _target = new DnsEndPoint(host, port);
        _listener = Listen(0);
        _port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _running.Add(AcceptAsync(_listener));
    }

    public string Address => $"127.0.0.1:{_port}";

    public void Cut()
    {
        _listener?.Dispose();
        _listener = null;
        while (_open.TryTake(out var socket))
        {
            socket.Dispose();
        }
    }

    public void Mend()
    {
        _listener = Listen(_port);
        _running.Add(AcceptAsync(_listener));
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
        var pumps = new List<Task>();
        try
        {
            while (true)
            {
                var near = await listener.AcceptAsync(_done.Token);
                var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                near.NoDelay = true;
                await far.ConnectAsync(_target, _done.Token);
                _open.Add(near);
                _open.Add(far);
                pumps.Add(PumpAsync(near, far));
                pumps.Add(PumpAsync(far, near));
            }
        }
        catch (Exception exception) when (IsCut(exception))
        {
            await Task.WhenAll(pumps);
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _done.Token) is > 0 and var count)
            {
                await to.SendAsync(buffer.AsMemory(0, count), _done.Token);
            }
        }
        catch (Exception exception) when (IsCut(exception))
        {
            // What the cable is for.
        }
        from.Dispose();
        to.Dispose();
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
