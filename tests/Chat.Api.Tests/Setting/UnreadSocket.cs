using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using WebchatAspire.ChatClient;

namespace WebchatAspire.Chat.Api.Tests.Setting;

/// <summary>A client that joins a chat over a bare WebSocket and then reads nothing any more, as a frozen tab does.</summary>
internal sealed class UnreadSocket : IDisposable
{
    private const char RecordSeparator = '\u001e';

    /// <summary>Little, so that what is unread lies in the server instead of the network.</summary>
    private const int NetworkBuffer = 4 * 1024;

    private readonly ClientWebSocket _socket = new();
    private readonly HttpMessageInvoker _invoker;

    private UnreadSocket(WebSession session) =>
        _invoker = new HttpMessageInvoker(
            new SocketsHttpHandler { CookieContainer = session.Cookies, ConnectCallback = ConnectAsync }
        );

    public static async Task<UnreadSocket> JoinAsync(
        WebSession session,
        Guid chatId,
        CancellationToken cancellationToken
    )
    {
        var client = new UnreadSocket(session);
        var address = new UriBuilder(new Uri(session.Address, "/hubs/chat"))
        {
            Scheme = "ws",
            Query = $"chat={chatId}",
        };
        await client._socket.ConnectAsync(address.Uri, client._invoker, cancellationToken);
        await client.SendAsync(new { protocol = "json", version = 1 }, cancellationToken);
        await client.SendAsync(
            new
            {
                type = 1,
                invocationId = "join",
                target = "Join",
                arguments = new object[] { chatId, 0 },
            },
            cancellationToken
        );
        await client.ReadUntilAsync("\"invocationId\":\"join\"", cancellationToken);
        return client;
    }

    /// <summary>Makes a server keep little of a connection in the network, for the same reason.</summary>
    public static void KeepLittleInNetwork(IServiceCollection services) =>
        services.Configure<SocketTransportOptions>(options =>
            options.CreateBoundListenSocket = endpoint =>
            {
                var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
                // Those that it accepts have it from it.
                socket.SendBufferSize = NetworkBuffer;
                return socket;
            }
        );

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellationToken
    )
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = NetworkBuffer };
        await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private Task SendAsync(object message, CancellationToken cancellationToken) =>
        _socket.SendAsync(
            Encoding.UTF8.GetBytes(JsonSerializer.Serialize(message) + RecordSeparator),
            WebSocketMessageType.Text,
            endOfMessage: true,
            cancellationToken
        );

    private async Task ReadUntilAsync(string part, CancellationToken cancellationToken)
    {
        var read = new StringBuilder();
        var buffer = new byte[NetworkBuffer];
        while (!read.ToString().Contains(part, StringComparison.Ordinal))
        {
            var frame = await _socket.ReceiveAsync(buffer, cancellationToken);
            read.Append(Encoding.UTF8.GetString(buffer, 0, frame.Count));
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _invoker.Dispose();
    }
}
