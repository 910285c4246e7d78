using System.Text;
using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Ledger.Tree;

namespace WebchatAspire.Policy.Service.Ledger.Checkpoints;

/// <summary>The tree as the database has it.</summary>
internal static class TreeQueries
{
    public static Task<LedgerCheckpoint?> NewestCheckpointAsync(
        this PolicyContext database,
        CancellationToken cancellationToken
    ) =>
        database
            .LedgerCheckpoints.AsNoTracking()
            .OrderByDescending(checkpoint => checkpoint.Size)
            .FirstOrDefaultAsync(cancellationToken);

    public static Task<long> LedgerSizeAsync(this PolicyContext database, CancellationToken cancellationToken) =>
        database.LedgerHead.Select(head => head.Size).SingleAsync(cancellationToken);

    /// <summary>The hashes of a tile, or null where the database does not have all of them.</summary>
    public static async Task<byte[]?> TileAsync(
        this PolicyContext database,
        TilePath path,
        CancellationToken cancellationToken
    )
    {
        if (path.IsFull)
        {
            return await database
                .LedgerTiles.Where(tile => tile.Level == path.Level && tile.Index == path.Index)
                .Select(tile => tile.Hashes)
                .SingleOrDefaultAsync(cancellationToken);
        }
        var (from, to) = (path.Index * MerkleTree.TileWidth, (path.Index * MerkleTree.TileWidth) + path.Width);
        var below =
            path.Level == 0
                ? database
                    .LedgerEntries.Where(entry => entry.Index >= from && entry.Index < to)
                    .OrderBy(entry => entry.Index)
                    .Select(entry => entry.LeafHash)
                : database
                    .LedgerTiles.Where(tile => tile.Level == path.Level - 1 && tile.Index >= from && tile.Index < to)
                    .OrderBy(tile => tile.Index)
                    .Select(tile => tile.Root);
        var hashes = await below.ToListAsync(cancellationToken);
        return hashes.Count == path.Width ? [.. hashes.SelectMany(hash => hash)] : null;
    }

    /// <summary>The entries of a bundle as they were hashed, or null where the database does not have all of them.</summary>
    public static async Task<IReadOnlyCollection<byte[]>?> EntriesAsync(
        this PolicyContext database,
        TilePath path,
        CancellationToken cancellationToken
    )
    {
        var (from, to) = (path.Index * MerkleTree.TileWidth, (path.Index * MerkleTree.TileWidth) + path.Width);
        var entries = await database
            .LedgerEntries.Where(entry => entry.Index >= from && entry.Index < to)
            .OrderBy(entry => entry.Index)
            .Select(entry => entry.Entry)
            .ToListAsync(cancellationToken);
        return entries.Count == path.Width ? [.. entries.Select(Encoding.UTF8.GetBytes)] : null;
    }

    /// <exception cref="LedgerDisagreementException">It is not there.</exception>
    public static async Task<byte[]> EntryAsync(
        this PolicyContext database,
        long index,
        CancellationToken cancellationToken
    ) =>
        await database
            .LedgerEntries.Where(entry => entry.Index == index)
            .Select(entry => entry.Entry)
            .SingleOrDefaultAsync(cancellationToken)
            is { } entry
            ? Encoding.UTF8.GetBytes(entry)
            : throw new LedgerDisagreementException($"entry {index} is missing");

    /// <summary>Reads tiles for proofs.</summary>
    /// <exception cref="LedgerDisagreementException">A tile that the checkpoint stands on is not there.</exception>
    public static TileReader Tiles(this PolicyContext database) =>
        async (path, cancellationToken) =>
            await database.TileAsync(path, cancellationToken)
            ?? throw new LedgerDisagreementException($"tile {path} is not there");
}
