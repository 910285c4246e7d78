using System.Numerics;

namespace WebchatAspire.Policy.Service.Ledger.Tree;

/// <summary>Reads the hashes of a tile, of at least the width that is asked for.</summary>
internal delegate Task<byte[]> TileReader(TilePath path, CancellationToken cancellationToken);

/// <summary>
/// Makes the proofs of RFC 6962, sections 2.1.1 and 2.1.2, from tiles. Each tile is read once, and there are a few of each
/// level. One instance is for one caller.
/// </summary>
/// <param name="size">Of the tree. Tiles are asked for in the width that they have in it.</param>
internal sealed class TreeProver(TileReader tiles, long size)
{
    private readonly Dictionary<(int Level, long Index), byte[]> _read = [];

    /// <summary>That the leaf is in the tree: from its sibling up to the root's child.</summary>
    public async Task<IReadOnlyList<byte[]>> InclusionAsync(long index, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var path = new List<byte[]>();
        var (from, to) = (0L, size);
        while (to - from > 1)
        {
            var middle = from + Split(to - from);
            var inLeft = index < middle;
            path.Add(
                await (inLeft ? HashAsync(middle, to, cancellationToken) : HashAsync(from, middle, cancellationToken))
            );
            (from, to) = inLeft ? (from, middle) : (middle, to);
        }
        path.Reverse();
        return path;
    }

    /// <summary>That the tree begins with all that an older, not empty one had.</summary>
    public async Task<IReadOnlyList<byte[]>> ConsistencyAsync(long older, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(older, size);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(older);
        var path = new List<byte[]>();
        var (from, to) = (0L, size);
        while (to > older)
        {
            var middle = from + Split(to - from);
            var inLeft = older <= middle;
            path.Add(
                await (inLeft ? HashAsync(middle, to, cancellationToken) : HashAsync(from, middle, cancellationToken))
            );
            (from, to) = inLeft ? (from, middle) : (middle, to);
        }
        if (from > 0)
        {
            // The last subtree of the older tree; from 0 it is the older root itself, which the checker knows.
            path.Add(await HashAsync(from, to, cancellationToken));
        }
        path.Reverse();
        return path;
    }

    public Task<byte[]> RootAsync(CancellationToken cancellationToken) =>
        size == 0 ? Task.FromResult(MerkleTree.EmptyRoot()) : HashAsync(0, size, cancellationToken);

    /// <summary>The hash over leaves, of which only the last subtree may be imperfect.</summary>
    private async Task<byte[]> HashAsync(long from, long to, CancellationToken cancellationToken)
    {
        var width = to - from;
        if (BitOperations.IsPow2(width))
        {
            var height = BitOperations.Log2((ulong)width);
            return await NodeAsync(height, from >> height, cancellationToken);
        }
        var middle = from + Split(width);
        var left = await HashAsync(from, middle, cancellationToken);
        var right = await HashAsync(middle, to, cancellationToken);
        return MerkleTree.Node(left, right);
    }

    private async Task<byte[]> NodeAsync(int height, long index, CancellationToken cancellationToken)
    {
        var (level, inTile) = Math.DivRem(height, MerkleTree.TileHeight);
        var (tile, first) = Math.DivRem(index << inTile, MerkleTree.TileWidth);
        if (!_read.TryGetValue((level, tile), out var hashes))
        {
            hashes = await tiles(new TilePath(level, tile, TilePath.WidthIn(size, level, tile)), cancellationToken);
            _read.Add((level, tile), hashes);
        }
        return MerkleTree.Perfect(hashes.AsSpan((int)first * MerkleTree.HashLength, MerkleTree.HashLength << inTile));
    }

    /// <summary>The largest power of two below a width: how many leaves the left subtree has.</summary>
    internal static long Split(long width) => 1L << BitOperations.Log2((ulong)(width - 1));
}
