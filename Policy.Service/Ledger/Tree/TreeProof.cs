namespace WebchatAspire.Policy.Service.Ledger.Tree;

/// <summary>Checks proofs without the tree, by RFC 9162, sections 2.1.3.2 and 2.1.4.2.</summary>
internal static class TreeProof
{
    public static bool Includes(
        ReadOnlySpan<byte> leaf,
        long index,
        IReadOnlyList<byte[]> path,
        long size,
        ReadOnlySpan<byte> root
    )
    {
        if (index < 0 || index >= size)
        {
            return false;
        }
        var (node, last) = (index, size - 1);
        var hash = leaf.ToArray();
        foreach (var sibling in path)
        {
            if (last == 0)
            {
                return false;
            }
            if (node % 2 == 1 || node == last)
            {
                hash = MerkleTree.Node(sibling, hash);
                while (node % 2 == 0 && node != 0)
                {
                    (node, last) = (node / 2, last / 2);
                }
            }
            else
            {
                hash = MerkleTree.Node(hash, sibling);
            }
            (node, last) = (node / 2, last / 2);
        }
        return last == 0 && root.SequenceEqual(hash);
    }

    /// <summary>Whether the tree of the size <paramref name="older"/> is the beginning of the other. Every tree begins with the empty one.</summary>
    public static bool Extends(
        long older,
        ReadOnlySpan<byte> olderRoot,
        long size,
        ReadOnlySpan<byte> root,
        IReadOnlyList<byte[]> path
    )
    {
        if (older == 0)
        {
            return path.Count == 0 && olderRoot.SequenceEqual(MerkleTree.EmptyRoot());
        }
        if (older == size)
        {
            return path.Count == 0 && olderRoot.SequenceEqual(root);
        }
        if (older > size || path.Count == 0)
        {
            return false;
        }
        var isWholeSubtree = (older & (older - 1)) == 0;
        var first = isWholeSubtree ? olderRoot.ToArray() : path[0];
        return Climb(older, size, first, path.Skip(isWholeSubtree ? 0 : 1)) is { } roots
            && olderRoot.SequenceEqual(roots.Older)
            && root.SequenceEqual(roots.Newer);
    }

    /// <summary>The roots of both trees that follow from a path, or null when it is too short or too long.</summary>
    private static (byte[] Older, byte[] Newer)? Climb(long older, long size, byte[] first, IEnumerable<byte[]> path)
    {
        var (node, last) = (older - 1, size - 1);
        while (node % 2 == 1)
        {
            (node, last) = (node / 2, last / 2);
        }
        var (olderHash, newerHash) = (first, first);
        foreach (var sibling in path)
        {
            if (last == 0)
            {
                return null;
            }
            if (node % 2 == 1 || node == last)
            {
                olderHash = MerkleTree.Node(sibling, olderHash);
                newerHash = MerkleTree.Node(sibling, newerHash);
                while (node % 2 == 0 && node != 0)
                {
                    (node, last) = (node / 2, last / 2);
                }
            }
            else
            {
                newerHash = MerkleTree.Node(newerHash, sibling);
            }
            (node, last) = (node / 2, last / 2);
        }
        return last == 0 ? (olderHash, newerHash) : null;
    }
}
