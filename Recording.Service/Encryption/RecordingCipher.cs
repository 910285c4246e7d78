using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using WebchatAspire.Contracts.Record;
using WebchatAspire.ServiceDefaults.Keys;

namespace WebchatAspire.Recording.Service.Encryption;

/// <summary>
/// Seals and opens what one recording holds. From its data key come two keys (HKDF, RFC 5869): one seals, one makes the
/// digests. Associated data: recording id | format version | field.
/// </summary>
internal sealed class RecordingCipher
{
    private const int DigestLength = 16;

    private readonly Guid _chatId;
    private readonly byte[] _sealingKey;
    private readonly byte[] _digestKey;

    public RecordingCipher(Guid chatId, byte[] dataKey)
    {
        _chatId = chatId;
        _sealingKey = Derive(dataKey, "webchat sealing"u8);
        _digestKey = Derive(dataKey, "webchat digest"u8);
    }

    public byte[] Seal(SealedField field, string text) =>
        Sealing.Seal(_sealingKey, Encoding.UTF8.GetBytes(text), Associated(field));

    public byte[]? SealOptional(SealedField field, string? text) =>
        string.IsNullOrEmpty(text) ? null : Seal(field, text);

    /// <exception cref="CryptographicException">The value was changed, or belongs elsewhere.</exception>
    public string Open(SealedField field, ReadOnlySpan<byte> value) =>
        Encoding.UTF8.GetString(Sealing.Open(_sealingKey, value, Associated(field)));

    public string? OpenOptional(SealedField field, byte[]? value) => value is null ? null : Open(field, value);

    /// <summary>
    /// HMAC-SHA-256, cut to 128 bits, of what makes an event the same on a resend. Each part is preceded by its length, so
    /// that two events never look alike by where one part ends.
    /// </summary>
    public byte[] Digest(EventKind kind, Party party, string? partyId, params ReadOnlySpan<string?> content)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _digestKey);
        hash.AppendData([(byte)kind, (byte)party]);
        Append(hash, partyId ?? "");
        foreach (var part in content)
        {
            Append(hash, part ?? "");
        }
        return hash.GetHashAndReset()[..DigestLength];
    }

    private static void Append(IncrementalHash hash, string part)
    {
        var bytes = Encoding.UTF8.GetBytes(part);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }

    private byte[] Associated(SealedField field) =>
        [.. _chatId.ToByteArray(bigEndian: true), Sealing.Version, .. field.Label];

    private static byte[] Derive(byte[] dataKey, ReadOnlySpan<byte> info)
    {
        var key = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, dataKey, key, [], info);
        return key;
    }
}
