using System.Security.Cryptography;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// Base58 with four bytes of a doubled SHA-256 at the end (Bitcoin wiki, "Base58Check encoding"), and the variant of the
/// XRP Ledger with another alphabet.
/// </summary>
internal static class Base58Check
{
    private const string Bitcoin = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const string Ripple = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";

    /// <summary>A version, a hash of 20 bytes and the check.</summary>
    private const int AddressBytes = 25;

    public static bool IsAddress(string text) =>
        IsAddress(text, Bitcoin, [0x00, 0x05, 0x30, 0x32, 0x1E, 0x16, 0x4C, 0x10, 0x41, 0x6F, 0xC4, 0x3A])
        || IsAddress(text, Ripple, [0x00]);

    private static bool IsAddress(string text, string alphabet, ReadOnlySpan<byte> versions)
    {
        Span<byte> bytes = stackalloc byte[AddressBytes];
        bytes.Clear();
        foreach (var c in text)
        {
            var carry = alphabet.IndexOf(c, StringComparison.Ordinal);
            if (carry < 0)
            {
                return false;
            }
            for (var i = AddressBytes - 1; i >= 0; i--)
            {
                carry += bytes[i] * 58;
                bytes[i] = (byte)carry;
                carry >>= 8;
            }
            if (carry != 0)
            {
                return false;
            }
        }
        Span<byte> once = stackalloc byte[32];
        Span<byte> twice = stackalloc byte[32];
        SHA256.HashData(bytes[..21], once);
        SHA256.HashData(once, twice);
        return versions.Contains(bytes[0]) && twice[..4].SequenceEqual(bytes[21..]);
    }
}
