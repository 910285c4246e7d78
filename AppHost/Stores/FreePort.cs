using System.Net;
using System.Net.Sockets;

namespace WebchatAspire.AppHost.Stores.Embedded;

internal static class FreePort
{
    /// <summary>A port that was free a moment ago and that the system hands out to others last.</summary>
    public static int Find()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
