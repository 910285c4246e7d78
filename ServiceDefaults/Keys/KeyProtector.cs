using System.Security.Cryptography;

namespace WebchatAspire.ServiceDefaults.Keys;

/// <summary>
/// Seals keys that have to lie in a store, with a key that does not lie there: AES-256-GCM, the sealed form being nonce,
/// tag and ciphertext. Whoever reads the store alone can neither read a sealed key nor put one of their own in its place.
/// </summary>
public sealed class KeyProtector : IDisposable
{
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly AesGcm _cipher;

    /// <param name="key">32 bytes in base64.</param>
    /// <param name="setting">Where the key is configured, for the message when it is missing or malformed.</param>
    public KeyProtector(string? key, string setting)
    {
        var bytes = new byte[KeyLength];
        if (!Convert.TryFromBase64String(key ?? "", bytes, out var written) || written != KeyLength)
        {
            throw new InvalidOperationException($"The setting '{setting}' has to hold {KeyLength} bytes in base64.");
        }
        _cipher = new AesGcm(bytes, TagLength);
        CryptographicOperations.ZeroMemory(bytes);
    }

    /// <param name="plain">The key to seal.</param>
    /// <param name="associated">What the sealed form belongs to; it opens only with the same bytes.</param>
    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated)
    {
        var result = new byte[NonceLength + TagLength + plain.Length];
        var nonce = result.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        var tag = result.AsSpan(NonceLength, TagLength);
        _cipher.Encrypt(nonce, plain, result.AsSpan(NonceLength + TagLength), tag, associated);
        return result;
    }

    /// <exception cref="CryptographicException">It was sealed with another key, for another place, or changed.</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedKey, ReadOnlySpan<byte> associated)
    {
        if (sealedKey.Length < NonceLength + TagLength)
        {
            throw new CryptographicException("The sealed key is too short.");
        }
        var plain = new byte[sealedKey.Length - NonceLength - TagLength];
        _cipher.Decrypt(
            sealedKey[..NonceLength],
            sealedKey[(NonceLength + TagLength)..],
            sealedKey.Slice(NonceLength, TagLength),
            plain,
            associated
        );
        return plain;
    }

    public void Dispose() => _cipher.Dispose();
}
