using System.Security.Cryptography;
using System.Text;

namespace WebchatAspire.Chat.Api.Messages;

/// <summary>
/// Ids of events that follow from another one. Whoever makes such an event, on whichever replica and however often, makes
/// the same one, and the record keeps one of them (law 2).
/// </summary>
internal static class DerivedId
{
    /// <summary>A UUID of version 8 (RFC 9562): SHA-256 of what it is derived from.</summary>
    public static Guid Of(Guid from, string purpose, long number = 0)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{from:N}|{purpose}|{number}"), hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
