using System.Security.Cryptography;
using WebchatAspire.ServiceDefaults.Keys;

namespace WebchatAspire.Recording.Service.Encryption;

/// <summary>The key-encryption keys, 32 bytes each in base64, from configuration and never from PostgreSQL.</summary>
internal sealed class RecordingKeyOptions
{
    public const string Section = "Recording";

    /// <summary>Wraps the data keys of new recordings.</summary>
    public string? Key { get; init; }

    /// <summary>Keys that were current before: old recordings are still opened with them.</summary>
    public IReadOnlyList<string> PreviousKeys { get; init; } = [];
}

/// <summary>
/// Wraps the data key of each recording. A key's id follows from the key itself, so that a rotation is only: put the old
/// key among the previous ones, and set a new one.
/// </summary>
internal sealed class KeyRing
{
    private readonly string _currentId;
    private readonly Dictionary<string, byte[]> _keys = new(StringComparer.Ordinal);

    public KeyRing(RecordingKeyOptions options)
    {
        _currentId = Add(options.Key, "Recording:Key");
        for (var i = 0; i < options.PreviousKeys.Count; i++)
        {
            Add(options.PreviousKeys[i], $"Recording:PreviousKeys:{i}");
        }
    }

    public (byte[] Wrapped, string KeyId) Wrap(Guid chatId, byte[] dataKey) =>
        (Sealing.Seal(_keys[_currentId], dataKey, Associated(chatId)), _currentId);

    /// <exception cref="CryptographicException">The key is not on the ring, or the wrapped key was changed.</exception>
    public byte[] Unwrap(Guid chatId, byte[] wrapped, string keyId) =>
        _keys.TryGetValue(keyId, out var key)
            ? Sealing.Open(key, wrapped, Associated(chatId))
            : throw new CryptographicException($"The key-encryption key '{keyId}' is not configured.");

    private string Add(string? base64, string setting)
    {
        var key = Sealing.ParseKey(base64, setting);
        Span<byte> id = stackalloc byte[8];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, id, [], "webchat key id"u8);
        var keyId = Convert.ToHexStringLower(id);
        _keys[keyId] = key;
        return keyId;
    }

    private static byte[] Associated(Guid chatId) =>
        [.. "data-key"u8, .. chatId.ToByteArray(bigEndian: true), Sealing.Version];
}
