using System.Security.Cryptography;

namespace WebchatAspire.Policy.Service.Ledger.Tree;

/// <summary>The hashes of an RFC 6962 tree, section 2.1, with SHA-256.</summary>
internal static class MerkleTree
{
    public const int HashLength = SHA256.HashSizeInBytes;

    /// <summary>Hashes of a full tile; its subtree is 8 levels high.</summary>
    public const int TileWidth = 256;

    public const int TileHeight = 8;

    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;
    private const int OnStack = 2048;

    /// <summary>The root of a tree without leaves.</summary>
    public static byte[] EmptyRoot() => SHA256.HashData([]);

    public static byte[] Leaf(ReadOnlySpan<byte> entry)
    {
        var input = entry.Length < OnStack ? stackalloc byte[entry.Length + 1] : new byte[entry.Length + 1];
        input[0] = LeafPrefix;
        entry.CopyTo(input[1..]);
        return SHA256.HashData(input);
    }

    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var root = new byte[HashLength];
        Node(left, right, root);
        return root;
    }

    /// <summary>The root of the subtree over a number of hashes that is a power of two.</summary>
    public static byte[] Perfect(ReadOnlySpan<byte> hashes)
    {
        Span<byte> level = stackalloc byte[TileWidth * HashLength];
        hashes.CopyTo(level);
        for (var count = hashes.Length / HashLength; count > 1; count /= 2)
        {
            for (var i = 0; i < count / 2; i++)
            {
                var pair = level.Slice(2 * i * HashLength, 2 * HashLength);
                Node(pair[..HashLength], pair[HashLength..], level.Slice(i * HashLength, HashLength));
            }
        }
        return level[..HashLength].ToArray();
    }

    private static void Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> root)
    {
        Span<byte> input = stackalloc byte[1 + (2 * HashLength)];
        input[0] = NodePrefix;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + HashLength)..]);
        SHA256.HashData(input, root);
    }
}
