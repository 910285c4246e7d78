using System.Security.Cryptography;

namespace WebchatAspire.ServiceDefaults.Keys;

/// <summary>
/// The one way to seal: AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce. A sealed value is
/// <c>version (1) | nonce (12) | ciphertext | tag (16)</c>.
/// </summary>
public static class Sealing
{
    public const byte Version = 1;

    /// <summary>Bytes in a key.</summary>
    public const int KeyLength = 32;

    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int Overhead = 1 + NonceLength + TagLength;

    /// <summary>A key as configuration holds it.</summary>
    /// <param name="base64">32 bytes in base64.</param>
    /// <param name="setting">Where the key is configured, for the message when it is missing or malformed.</param>
    /// <exception cref="InvalidOperationException">There is no such key.</exception>
    public static byte[] ParseKey(string? base64, string setting)
    {
        var key = new byte[KeyLength];
        return Convert.TryFromBase64String(base64 ?? "", key, out var written) && written == KeyLength
            ? key
            : throw new InvalidOperationException($"The setting '{setting}' has to hold {KeyLength} bytes in base64.");
    }

    /// <param name="associated">What the sealed value belongs to; it opens only with the same bytes.</param>
    public static byte[] Seal(byte[] key, ReadOnlySpan<byte> clear, ReadOnlySpan<byte> associated)
    {
        var result = new byte[Overhead + clear.Length];
        result[0] = Version;
        var nonce = result.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        // AesGcm is not safe for use by several threads, and cheap to make.
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(
            nonce,
            clear,
            result.AsSpan(1 + NonceLength, clear.Length),
            result.AsSpan(1 + NonceLength + clear.Length),
            associated
        );
        return result;
    }

    /// <exception cref="CryptographicException">The value was changed, or is not of this key and place.</exception>
    public static byte[] Open(byte[] key, ReadOnlySpan<byte> value, ReadOnlySpan<byte> associated) =>
        value.Length >= Overhead && value[0] == Version
            ? Decrypt(
                key,
                value.Slice(1, NonceLength),
                value[(1 + NonceLength)..^TagLength],
                value[^TagLength..],
                associated
            )
            : throw new CryptographicException("The sealed value has an unknown format.");

    /// <summary>
    /// Opens a value that <see cref="KeyProtector"/> sealed before it used this format:
    /// <c>nonce (12) | tag (16) | ciphertext</c>.
    /// </summary>
    /// <exception cref="CryptographicException">The value was changed, or is not of this key and place.</exception>
    internal static byte[] OpenUnversioned(byte[] key, ReadOnlySpan<byte> value, ReadOnlySpan<byte> associated) =>
        value.Length >= NonceLength + TagLength
            ? Decrypt(
                key,
                value[..NonceLength],
                value[(NonceLength + TagLength)..],
                value.Slice(NonceLength, TagLength),
                associated
            )
            : throw new CryptographicException("The sealed value is too short.");

    private static byte[] Decrypt(
        byte[] key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> sealedText,
        ReadOnlySpan<byte> tag,
        ReadOnlySpan<byte> associated
    )
    {
        var clear = new byte[sealedText.Length];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(nonce, sealedText, tag, clear, associated);
        return clear;
    }
}
