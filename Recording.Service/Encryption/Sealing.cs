using System.Security.Cryptography;

namespace WebchatAspire.Recording.Service.Encryption;

/// <summary>
/// AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce. A sealed value is
/// <c>version (1) | nonce (12) | ciphertext | tag (16)</c>.
/// </summary>
internal static class Sealing
{
    public const byte Version = 1;

    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int Overhead = 1 + NonceLength + TagLength;

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
    public static byte[] Open(byte[] key, ReadOnlySpan<byte> value, ReadOnlySpan<byte> associated)
    {
        if (value.Length < Overhead || value[0] != Version)
        {
            throw new CryptographicException("The sealed value has an unknown format.");
        }
        var clear = new byte[value.Length - Overhead];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(
            value.Slice(1, NonceLength),
            value.Slice(1 + NonceLength, clear.Length),
            value[(1 + NonceLength + clear.Length)..],
            clear,
            associated
        );
        return clear;
    }
}
