using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Ledger.Tree;

namespace WebchatAspire.Policy.Service.Ledger.Checkpoints;

/// <summary>
/// Hashes old entries again, tile by tile and without haste. An append looks at the edge of the tree alone; this is what
/// notices that something behind it was changed, and then nothing more is signed.
/// </summary>
internal sealed partial class TreeAudit(
    IServiceScopeFactory scopes,
    LedgerCondition condition,
    ILogger<TreeAudit> logger
) : BackgroundService
{
    private const int TilesAtOnce = 16;

    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromMinutes(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RoundAsync(stoppingToken);
                await Task.Delay(BetweenRounds, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogPostponed(exception.GetBaseException().GetType().Name);
                await Task.Delay(AfterFailure, stoppingToken);
            }
        }
    }

    /// <summary>Looks at all full tiles of the newest checkpoint once.</summary>
    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        string? finding = null;
        for (var first = 0L; finding is null; first += TilesAtOnce)
        {
            await using var scope = scopes.CreateAsyncScope();
            var database = scope.ServiceProvider.GetRequiredService<PolicyContext>();
            var last = first + TilesAtOnce;
            var tiles = await database
                .LedgerTiles.AsNoTracking()
                .Where(tile => tile.Level == 0 && tile.Index >= first && tile.Index < last)
                .OrderBy(tile => tile.Index)
                .ToListAsync(cancellationToken);
            if (tiles.Count == 0)
            {
                break;
            }
            foreach (var tile in tiles)
            {
                finding ??= await FindAsync(database, tile, cancellationToken);
            }
            await Task.Delay(BetweenReads, cancellationToken);
        }
        if (condition.Audited(finding) && finding is not null)
        {
            LogFound(finding);
        }
    }

    private static async Task<string?> FindAsync(
        PolicyContext database,
        LedgerTile tile,
        CancellationToken cancellationToken
    )
    {
        var path = new TilePath(TilePath.Entries, tile.Index, MerkleTree.TileWidth);
        if (await database.EntriesAsync(path, cancellationToken) is not { } entries)
        {
            return $"an entry of tile {path} is missing";
        }
        var place = 0;
        foreach (var entry in entries)
        {
            var hash = tile.Hashes.AsSpan(place * MerkleTree.HashLength, MerkleTree.HashLength);
            if (!hash.SequenceEqual(MerkleTree.Leaf(entry)))
            {
                return $"entry {(tile.Index * MerkleTree.TileWidth) + place} is not the one that was signed";
            }
            place++;
        }
        return tile.Root.AsSpan().SequenceEqual(MerkleTree.Perfect(tile.Hashes))
            ? null
            : $"the root of tile 0/{TilePath.IndexPath(tile.Index)} is not its root";
    }

    [LoggerMessage(LogLevel.Critical, "The ledger has been changed: {Finding}. No more checkpoints are signed")]
    private partial void LogFound(string finding);

    [LoggerMessage(LogLevel.Warning, "The ledger could not be audited ({ExceptionType}); it will be tried again")]
    private partial void LogPostponed(string exceptionType);
}
