using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace WebchatAspire.Gateway.Tests.Hosts;

/// <summary>A TCP relay before the real Redis, to take the store away and give it back.</summary>
internal sealed class Switch : IAsyncDisposable
{
    private readonly ConfigurationOptions _options;
    private readonly string _host;
    private readonly int _port;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, byte> _open = [];
    private readonly Task _accepting;
    private volatile bool _on = true;

    /// <param name="redis">The connection string of the store behind it.</param>
    public Switch(string redis)
    {
        _options = ConfigurationOptions.Parse(redis);
        (_host, _port) = _options.EndPoints[0] switch
        {
            DnsEndPoint dns => (dns.Host, dns.Port),
            IPEndPoint ip => (ip.Address.ToString(), ip.Port),
            _ => throw new NotSupportedException("Redis has to be given as host and port."),
        };
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The connection string of the store through this switch.</summary>
    public string Redis
    {
        get
        {
            var through = _options.Clone();
            through.EndPoints.Clear();
            through.EndPoints.Add(_listener.LocalEndpoint);
            return through.ToString(includePassword: true);
        }
    }

    public void Off()
    {
        _on = false;
        foreach (var client in _open.Keys)
        {
            client.Close();
        }
    }

    public void On() => _on = true;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Off();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = RelayAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The listener was stopped.
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            if (!_on)
            {
                return;
            }
            try
            {
                _open[client] = 0;
                await server.ConnectAsync(_host, _port);
                var (near, far) = (client.GetStream(), server.GetStream());
                await Task.WhenAny(near.CopyToAsync(far), far.CopyToAsync(near));
            }
            catch (Exception exception)
                when (exception
                        is IOException
                            or SocketException
                            or ObjectDisposedException
                            or InvalidOperationException
                )
            {
                // Cut, as was asked for.
            }
            finally
            {
                _open.TryRemove(client, out _);
            }
        }
    }
}
