using System.Net;
using System.Net.Sockets;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Gateway.Limits;

/// <summary>Who a request is counted for. Stays in memory; never logged and never on a span.</summary>
internal static class Clients
{
    private const int NetworkBytes = 8;

    public static string Of(HttpContext context) =>
        context.User.FindFirst(WebchatClaims.Subject)?.Value ?? AddressOf(context);

    /// <summary>The address; of an IPv6 one the network (/64), as one client can have all of it.</summary>
    public static string AddressOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }
        return address.AddressFamily == AddressFamily.InterNetworkV6 && !IPAddress.IsLoopback(address)
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes))
            : address.ToString();
    }
}
