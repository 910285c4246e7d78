using System.Buffers.Binary;

namespace WebchatAspire.Policy.Service.Ledger.Tree;

/// <summary>Entries as <c>c2sp.org/tlog-tiles</c> serves them: each after its length in two bytes, the larger first.</summary>
internal static class EntryBundle
{
    /// <summary>Bytes. The database refuses a longer one.</summary>
    public const int MaxEntryLength = ushort.MaxValue;

    private const int LengthOfLength = sizeof(ushort);

    public static byte[] Write(IReadOnlyCollection<byte[]> entries)
    {
        var bundle = new byte[entries.Sum(entry => LengthOfLength + entry.Length)];
        var rest = bundle.AsSpan();
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteUInt16BigEndian(rest, checked((ushort)entry.Length));
            entry.CopyTo(rest[LengthOfLength..]);
            rest = rest[(LengthOfLength + entry.Length)..];
        }
        return bundle;
    }

    /// <exception cref="FormatException">The bundle ends within an entry.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Read(ReadOnlyMemory<byte> bundle)
    {
        var entries = new List<ReadOnlyMemory<byte>>(MerkleTree.TileWidth);
        while (!bundle.IsEmpty)
        {
            var length = bundle.Length < LengthOfLength ? 0 : BinaryPrimitives.ReadUInt16BigEndian(bundle.Span);
            if (bundle.Length < LengthOfLength + length)
            {
                throw new FormatException($"The bundle ends within its entry {entries.Count}.");
            }
            entries.Add(bundle.Slice(LengthOfLength, length));
            bundle = bundle[(LengthOfLength + length)..];
        }
        return entries;
    }
}
