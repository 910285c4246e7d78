using System.Security.Cryptography;

namespace WebchatAspire.ServiceDefaults.Keys;

/// <summary>
/// Seals keys that have to lie in a store, with a key that does not lie there. Whoever reads the store alone can neither
/// read a sealed key nor put one of their own in its place.
/// </summary>
/// <param name="key">32 bytes in base64.</param>
/// <param name="setting">Where the key is configured, for the message when it is missing or malformed.</param>
public sealed class KeyProtector(string? key, string setting)
{
    private readonly byte[] _key = Sealing.ParseKey(key, setting);

    /// <param name="plain">The key to seal.</param>
    /// <param name="associated">What the sealed form belongs to; it opens only with the same bytes.</param>
    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated) =>
        Sealing.Seal(_key, plain, associated);

    /// <exception cref="CryptographicException">It was sealed with another key, for another place, or changed.</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedKey, ReadOnlySpan<byte> associated)
    {
        if (sealedKey.Length > 0 && sealedKey[0] == Sealing.Version)
        {
            try
            {
                return Sealing.Open(_key, sealedKey, associated);
            }
            catch (AuthenticationTagMismatchException)
            {
                // The older form begins with its nonce, which may begin with any byte: its own tag decides.
            }
        }
        return Sealing.OpenUnversioned(_key, sealedKey, associated);
    }
}
