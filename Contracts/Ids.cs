using Google.Protobuf;

namespace WebchatAspire.Contracts;

/// <summary>UUIDs on the wire: 16 bytes in network order, so that they sort as their text does.</summary>
public static class Ids
{
    public static ByteString ToBytes(this Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return ByteString.CopyFrom(bytes);
    }

    /// <exception cref="FormatException">The value does not have 16 bytes.</exception>
    public static Guid ToGuid(this ByteString bytes) =>
        bytes.Length == 16 ? new Guid(bytes.Span, bigEndian: true) : throw new FormatException("An id has 16 bytes.");
}
