using System.ComponentModel.DataAnnotations;

namespace WebchatAspire.Gateway.Limits;

/// <summary>
/// What one client may do, section <c>Limits</c>. A client is a signed-in member of staff (a contact centre shares one
/// address) or else an address. The defaults leave room for a library or an office behind one address; in Development all
/// residents and staff share one, so there they are higher.
/// </summary>
internal sealed class LimitsOptions
{
    public const string Section = "Limits";

    /// <summary>Bytes of a request under <c>/api/chats</c>: 4,000 characters in any encoding, and to spare.</summary>
    [Range(1, long.MaxValue)]
    public long ChatBodyBytes { get; init; } = 64 * 1024;

    /// <summary>Bytes of any other request.</summary>
    [Range(1, long.MaxValue)]
    public long BodyBytes { get; init; } = 1024 * 1024;

    [Range(1, int.MaxValue)]
    public int RequestsPerMinute { get; init; } = 1200;

    /// <summary>New chats, which each take a place in a queue.</summary>
    [Range(1, int.MaxValue)]
    public int ChatStartsPerMinute { get; init; } = 30;

    /// <summary>Passwords tried, by address.</summary>
    [Range(1, int.MaxValue)]
    public int SignInsPerMinute { get; init; } = 30;

    [Range(1, int.MaxValue)]
    public int HubConnectsPerMinute { get; init; } = 120;

    /// <summary>Hub connections open at the same time.</summary>
    [Range(1, int.MaxValue)]
    public int HubConnections { get; init; } = 100;
}
