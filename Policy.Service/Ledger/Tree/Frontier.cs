namespace WebchatAspire.Policy.Service.Ledger.Tree;

/// <summary>
/// The right edge of a tree: the partial tile of each level. It is all that is needed to append a leaf, at a cost that
/// does not depend on the size, and to know the root.
/// </summary>
internal sealed class Frontier
{
    private readonly List<Edge> _levels = [];

    public long Size { get; private set; }

    /// <param name="edgeOf">The hashes of the partial tile of a level, which has that width.</param>
    public static async Task<Frontier> RestoreAsync(long size, Func<int, int, Task<byte[]>> edgeOf)
    {
        var frontier = new Frontier { Size = size };
        for (var level = 0; size >> (MerkleTree.TileHeight * level) > 0; level++)
        {
            var width = (int)((size >> (MerkleTree.TileHeight * level)) % MerkleTree.TileWidth);
            frontier._levels.Add(new Edge(width == 0 ? [] : await edgeOf(level, width)));
        }
        return frontier;
    }

    /// <param name="completed">Told of each tile that this leaf makes full.</param>
    public void Append(ReadOnlySpan<byte> leaf, Action<FullTile> completed)
    {
        Size++;
        Append(0, leaf, completed);
    }

    public byte[] Root()
    {
        byte[]? root = null;
        foreach (var level in _levels)
        {
            root = level.FoldInto(root);
        }
        return root ?? MerkleTree.EmptyRoot();
    }

    /// <summary>The hashes of the partial tile of a level; none where the tree has no such tile.</summary>
    public byte[] EdgeOf(int level) => level < _levels.Count ? _levels[level].ToArray() : [];

    private void Append(int level, ReadOnlySpan<byte> hash, Action<FullTile> completed)
    {
        if (level == _levels.Count)
        {
            _levels.Add(new Edge([]));
        }
        if (_levels[level].Add(hash) is not { } hashes)
        {
            return;
        }
        var tile = new FullTile(
            level,
            (Size >> (MerkleTree.TileHeight * (level + 1))) - 1,
            hashes,
            MerkleTree.Perfect(hashes)
        );
        completed(tile);
        Append(level + 1, tile.Root, completed);
    }

    /// <summary>The partial tile of one level.</summary>
    private sealed class Edge
    {
        private readonly byte[] _hashes = new byte[MerkleTree.TileWidth * MerkleTree.HashLength];
        private int _count;

        public Edge(ReadOnlySpan<byte> hashes)
        {
            hashes.CopyTo(_hashes);
            _count = hashes.Length / MerkleTree.HashLength;
        }

        /// <returns>All hashes when this one made the tile full; the edge is then empty.</returns>
        public byte[]? Add(ReadOnlySpan<byte> hash)
        {
            hash.CopyTo(_hashes.AsSpan(_count * MerkleTree.HashLength));
            _count = (_count + 1) % MerkleTree.TileWidth;
            return _count == 0 ? [.. _hashes] : null;
        }

        public byte[] ToArray() => _hashes[..(_count * MerkleTree.HashLength)];

        /// <summary>Joins the perfect subtrees of this level, smallest first, to the left of what lies right of them.</summary>
        public byte[]? FoldInto(byte[]? right)
        {
            var end = _count;
            for (var width = 1; end > 0; width *= 2)
            {
                if ((_count & width) == 0)
                {
                    continue;
                }
                var subtree = MerkleTree.Perfect(
                    _hashes.AsSpan((end - width) * MerkleTree.HashLength, width * MerkleTree.HashLength)
                );
                right = right is null ? subtree : MerkleTree.Node(subtree, right);
                end -= width;
            }
            return right;
        }
    }
}

/// <param name="Hashes">256 of them.</param>
internal sealed record FullTile(int Level, long Index, byte[] Hashes, byte[] Root);
