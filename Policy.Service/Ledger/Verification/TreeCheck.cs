using WebchatAspire.Policy.Service.Ledger.Tree;

namespace WebchatAspire.Policy.Service.Ledger.Verification;

/// <summary>
/// Builds the tree anew from the entry bundles of a log and compares every tile with the one that is served. Several files
/// are under way at once.
/// </summary>
internal sealed class TreeCheck(ILogSource log, long size, Findings findings, Action<long, long>? progress = null)
{
    private const int AtOnce = 8;

    private readonly Frontier _frontier = new();
    private readonly EntryCheck _entries = new();
    private readonly SortedDictionary<long, byte[]?> _roots = [];

    public long Entries => _frontier.Size;
    public int Tiles { get; private set; }

    /// <inheritdoc cref="EntryCheck.Rotations"/>
    public IReadOnlyList<(string Old, string New)> Rotations => _entries.Rotations;

    /// <summary>Asks for the root that the tree had at an earlier size.</summary>
    public void Watch(long earlier) => _roots[earlier] = earlier == 0 ? MerkleTree.EmptyRoot() : null;

    /// <summary>The root at a watched size or at the end; null when the entries do not reach it.</summary>
    public byte[]? RootAt(long earlier) =>
        earlier == _frontier.Size ? _frontier.Root() : _roots.GetValueOrDefault(earlier);

    /// <returns>Whether all entries could be read, so that the tree is one of this size.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var (path, bundle, tile) in PairsAsync(cancellationToken))
        {
            Tiles++;
            if (!TakeBundle(path, bundle, tile, out var completed))
            {
                return false;
            }
            progress?.Invoke(Entries, size);
            foreach (var full in completed.Where(full => full.Level > 0))
            {
                await CompareAsync(
                    new TilePath(full.Level, full.Index, MerkleTree.TileWidth),
                    full.Hashes,
                    cancellationToken
                );
            }
        }
        foreach (var path in TilePath.Of(size).Where(path => path is { Level: > 0, IsFull: false }))
        {
            await CompareAsync(path, _frontier.EdgeOf(path.Level), cancellationToken);
        }
        return true;
    }

    private async IAsyncEnumerable<(TilePath Path, byte[]? Bundle, byte[]? Tile)> PairsAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var underWay = new Queue<(TilePath Path, Task<byte[]?> Bundle, Task<byte[]?> Tile)>();
        foreach (var path in TilePath.Of(size).TakeWhile(path => path.Level == 0))
        {
            underWay.Enqueue(
                (
                    path,
                    ReadAsync(path with { Level = TilePath.Entries }, cancellationToken),
                    ReadAsync(path, cancellationToken)
                )
            );
            if (underWay.Count == AtOnce)
            {
                yield return await NextAsync();
            }
        }
        while (underWay.Count > 0)
        {
            yield return await NextAsync();
        }

        async Task<(TilePath, byte[]?, byte[]?)> NextAsync()
        {
            var next = underWay.Dequeue();
            return (next.Path, await next.Bundle, await next.Tile);
        }
    }

    private bool TakeBundle(TilePath path, byte[]? bundle, byte[]? tile, out List<FullTile> completed)
    {
        completed = [];
        var name = path with { Level = TilePath.Entries };
        if (bundle is null)
        {
            findings.Add($"entry bundle {name}: it is not there, and the checkpoint covers it");
            return false;
        }
        var (entries, broken) = Split(bundle);
        if (broken is not null || entries.Count != path.Width)
        {
            findings.Add(
                $"entry bundle {name}: {broken ?? $"it has {entries.Count} entries instead of {path.Width}"}: entries were taken out, put in or cut off"
            );
        }
        CompareLength(path, tile);
        for (var i = 0; i < entries.Count; i++)
        {
            TakeEntry(entries[i].Span, HashAt(tile, i), path, completed);
        }
        return broken is null && entries.Count == path.Width;
    }

    private void TakeEntry(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> served, TilePath path, List<FullTile> completed)
    {
        var index = _frontier.Size;
        foreach (var what in _entries.Check(index, entry))
        {
            findings.Add($"entry {index}: {what}");
        }
        var leaf = MerkleTree.Leaf(entry);
        if (!served.IsEmpty && !served.SequenceEqual(leaf))
        {
            findings.Add($"entry {index}: it is not the one that tile {path} has the hash of");
        }
        _frontier.Append(leaf, completed.Add);
        if (_roots.ContainsKey(_frontier.Size))
        {
            _roots[_frontier.Size] = _frontier.Root();
        }
    }

    private async Task CompareAsync(TilePath path, byte[] computed, CancellationToken cancellationToken)
    {
        Tiles++;
        var served = await ReadAsync(path, cancellationToken);
        CompareLength(path, served);
        for (var i = 0; i < path.Width && served is not null; i++)
        {
            var place = i * MerkleTree.HashLength;
            if (!HashAt(served, i).SequenceEqual(computed.AsSpan(place, MerkleTree.HashLength)))
            {
                findings.Add($"tile {path}: its hash {i} is not the one that the entries give");
                return;
            }
        }
    }

    private void CompareLength(TilePath path, byte[]? tile)
    {
        if (tile?.Length != path.Width * MerkleTree.HashLength)
        {
            findings.Add(
                tile is null
                    ? $"tile {path}: it is not there, and the checkpoint covers it"
                    : $"tile {path}: it has {tile.Length} bytes instead of {path.Width * MerkleTree.HashLength}"
            );
        }
    }

    private async Task<byte[]?> ReadAsync(TilePath path, CancellationToken cancellationToken) =>
        await log.ReadAsync($"tile/{path}", cancellationToken);

    private static ReadOnlySpan<byte> HashAt(byte[]? tile, int place) =>
        tile?.Length >= (place + 1) * MerkleTree.HashLength
            ? tile.AsSpan(place * MerkleTree.HashLength, MerkleTree.HashLength)
            : [];

    private static (IReadOnlyList<ReadOnlyMemory<byte>> Entries, string? Broken) Split(byte[] bundle)
    {
        try
        {
            return (EntryBundle.Read(bundle), null);
        }
        catch (FormatException exception)
        {
            return ([], exception.Message);
        }
    }
}
