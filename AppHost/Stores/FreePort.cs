using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace WebchatAspire.AppHost.Stores;

/// <summary>
/// Ports that are chosen now and bound later, when something else may have started in between. They lie outside the range
/// from which the system gives ports to whoever asks for any, outgoing connections above all.
/// </summary>
internal static class FreePort
{
    private const int Lowest = 10_000;

    /// <summary>IANA's dynamic ports begin here (RFC 6335).</summary>
    private const int Dynamic = 49_152;

    private const int Attempts = 100;

    private static readonly int[] Candidates = OutsideOf(EphemeralRange());

    /// <summary>A port of this machine's own address that nobody listens on.</summary>
    public static int Find()
    {
        for (var attempt = 1; ; attempt++)
        {
            // A system that gives away all ports leaves no choice.
            var port = Candidates.Length == 0 ? 0 : Random.Shared.GetItems(Candidates, 1)[0];
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return ((IPEndPoint)socket.LocalEndPoint!).Port;
            }
            catch (SocketException) when (attempt < Attempts)
            {
                // In use, or kept by the system: another one.
            }
        }
    }

    internal static int[] OutsideOf((int First, int Last) range) =>
        [
            .. Enumerable
                .Range(Lowest, IPEndPoint.MaxPort - Lowest)
                .Where(port => port < range.First || port > range.Last),
        ];

    private static (int First, int Last) EphemeralRange()
    {
        const string Linux = "/proc/sys/net/ipv4/ip_local_port_range";
        if (!File.Exists(Linux))
        {
            return (Dynamic, IPEndPoint.MaxPort);
        }
        var range = File.ReadAllText(Linux).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return (Parse(range[0]), Parse(range[1]));
    }

    private static int Parse(string number) => int.Parse(number, CultureInfo.InvariantCulture);
}
