using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Ledger.Notes;
using WebchatAspire.Policy.Service.Ledger.Tree;

namespace WebchatAspire.Policy.Service.Ledger.Checkpoints;

/// <summary>
/// Takes new entries into the tree and signs a checkpoint over them, in one transaction under a lock that one process of
/// all has. A checkpoint extends the one before by construction: the right edge of the tree has to give the root that was
/// signed last before a leaf is added to it.
/// </summary>
internal sealed partial class CheckpointSigner(
    IServiceScopeFactory scopes,
    LedgerKeys keys,
    LedgerCondition condition,
    LedgerTelemetry telemetry,
    TimeProvider clock,
    ILogger<CheckpointSigner> logger
)
{
    /// <summary>Entries that one checkpoint takes in at most, so that a long backlog does not become one transaction.</summary>
    private const int MaxEntries = 32 * 1024;

    /// <summary>The tree as this process left it; null until it was read, and when it may not be what was committed.</summary>
    private Frontier? _frontier;

    /// <returns>Whether a checkpoint was signed.</returns>
    /// <exception cref="LedgerDisagreementException">What is stored is not what was signed.</exception>
    public async Task<bool> SignAsync(CancellationToken cancellationToken)
    {
        if (condition.Fault is { } fault)
        {
            throw new LedgerDisagreementException(fault);
        }
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PolicyContext>();
        if (await IsSignedAsync(database, cancellationToken))
        {
            return false;
        }
        try
        {
            await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
            await database.Database.ExecuteSqlAsync(
                $"select pg_advisory_xact_lock({TreeSql.CheckpointLock})",
                cancellationToken
            );
            var ledger = scope.ServiceProvider.GetRequiredService<LedgerWriter>();
            var (rotated, cosigner) = await TestifyRotationAsync(database, ledger, cancellationToken);
            if (await IsSignedAsync(database, cancellationToken))
            {
                return false;
            }
            // A new key's first checkpoint covers the entry about it, however many others it has to take in.
            var round = await ExtendAsync(database, rotated ? long.MaxValue : MaxEntries, cosigner, cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            telemetry.Signed(round.Taken, round.Oldest is { } at ? clock.GetUtcNow() - at : null);
            LogSigned(round.Size, round.Taken);
            return true;
        }
        catch
        {
            _frontier = null;
            throw;
        }
    }

    private async Task<bool> IsSignedAsync(PolicyContext database, CancellationToken cancellationToken)
    {
        var newest = await database.NewestCheckpointAsync(cancellationToken);
        var size = await database.LedgerSizeAsync(cancellationToken);
        return newest is not null && newest.Size == size && newest.Vkey == keys.Current.Verifier.Text;
    }

    /// <summary>A key that is new to the log is testified before it signs.</summary>
    /// <returns>
    /// Whether it was now, and the key before it, if this process has it: its signature lets those go on who know that key
    /// only.
    /// </returns>
    private async Task<(bool Rotated, NoteSigner? Cosigner)> TestifyRotationAsync(
        PolicyContext database,
        LedgerWriter ledger,
        CancellationToken cancellationToken
    )
    {
        var history = await KeyHistory.ReadAsync(database, cancellationToken);
        var ours = keys.Current.Verifier.Text;
        var previous = history.Previous;
        var rotated = history.Current is not null && history.Current != ours;
        if (rotated)
        {
            if (history.Vkeys.Contains(ours))
            {
                throw new LedgerDisagreementException(
                    "the signing key of this process has been replaced by a newer one"
                );
            }
            previous = history.Current!;
            await ledger.AppendAsync(KeyHistory.Rotation(previous, ours), cancellationToken);
            LogRotated(previous, ours);
        }
        return (rotated, keys.Previous?.Verifier.Text == previous ? keys.Previous : null);
    }

    private async Task<SigningRound> ExtendAsync(
        PolicyContext database,
        long most,
        NoteSigner? cosigner,
        CancellationToken cancellationToken
    )
    {
        var newest = await database.NewestCheckpointAsync(cancellationToken);
        var size = await database.LedgerSizeAsync(cancellationToken);
        _frontier = await TrustedFrontierAsync(database, newest, size, cancellationToken);

        var tiles = new List<FullTile>();
        var intake = new EntryIntake(_frontier, tiles.Add);
        await intake.TakeAsync(database, _frontier.Size + Math.Min(size - _frontier.Size, most), cancellationToken);
        if (tiles.Count > 0)
        {
            await AppendTilesAsync(database, tiles, cancellationToken);
        }

        var checkpoint = new Checkpoint(keys.Origin, _frontier.Size, _frontier.Root());
        NoteSigner?[] signers = [keys.Current, cosigner];
        var note = new SignedNote(
            checkpoint.Text,
            [.. signers.OfType<NoteSigner>().Select(one => one.Sign(checkpoint.Text))]
        );
        await database.Database.ExecuteSqlAsync(
            $"select ledger.append_checkpoint({checkpoint.Size}, {checkpoint.Root}, {note.ToString()}, {keys.Current.Verifier.Text}, {clock.GetUtcNow()})",
            cancellationToken
        );
        return new SigningRound(checkpoint.Size, intake.Taken, intake.Oldest);
    }

    /// <summary>The edge of the tree at the newest checkpoint, if it is the tree that was signed.</summary>
    private async Task<Frontier> TrustedFrontierAsync(
        PolicyContext database,
        LedgerCheckpoint? newest,
        long size,
        CancellationToken cancellationToken
    )
    {
        if (newest is null)
        {
            return new Frontier();
        }
        if (newest.Size > size)
        {
            throw new LedgerDisagreementException($"{newest.Size} entries were signed and there are {size}");
        }
        RequireOurs(newest);
        var frontier =
            _frontier?.Size == newest.Size
                ? _frontier
                : await Frontier.RestoreAsync(
                    newest.Size,
                    (level, width) =>
                        database.Tiles()(
                            new TilePath(level, newest.Size >> (MerkleTree.TileHeight * (level + 1)), width),
                            cancellationToken
                        )
                );
        return frontier.Root().AsSpan().SequenceEqual(newest.Root)
            ? frontier
            : throw new LedgerDisagreementException(
                $"the tree over the first {newest.Size} entries is not the one that was signed"
            );
    }

    /// <summary>The newest checkpoint is one of this log, and signed by the key that it names.</summary>
    private void RequireOurs(LedgerCheckpoint newest)
    {
        try
        {
            var signed = SignedCheckpoint.Parse(newest.Note);
            if (signed.Checkpoint.Origin != keys.Origin)
            {
                throw new LedgerDisagreementException(
                    $"the log is {signed.Checkpoint.Origin}, and {LedgerOptions.Section}:{nameof(LedgerOptions.Origin)} is {keys.Origin}: a log does not change its name"
                );
            }
            signed.Note.SignedBy([VerifierKey.Parse(newest.Vkey)]);
            if (signed.Size != newest.Size || !signed.Root.AsSpan().SequenceEqual(newest.Root))
            {
                throw new FormatException("its columns say something else");
            }
        }
        catch (FormatException exception)
        {
            throw new LedgerDisagreementException(
                $"the stored checkpoint over {newest.Size} entries is not as it was signed: {exception.Message}"
            );
        }
    }

    private static async Task AppendTilesAsync(
        PolicyContext database,
        List<FullTile> tiles,
        CancellationToken cancellationToken
    )
    {
        int[] levels = [.. tiles.Select(tile => tile.Level)];
        long[] indexes = [.. tiles.Select(tile => tile.Index)];
        byte[][] hashes = [.. tiles.Select(tile => tile.Hashes)];
        byte[][] roots = [.. tiles.Select(tile => tile.Root)];
        await database.Database.ExecuteSqlAsync(
            $"select ledger.append_tiles({levels}, {indexes}, {hashes}, {roots})",
            cancellationToken
        );
    }

    private sealed record SigningRound(long Size, int Taken, DateTimeOffset? Oldest);

    [LoggerMessage(LogLevel.Debug, "Checkpoint over {Size} entries, {Taken} of them new")]
    private partial void LogSigned(long size, int taken);

    [LoggerMessage(LogLevel.Warning, "The ledger's key was rotated from {OldKey} to {NewKey}")]
    private partial void LogRotated(string oldKey, string newKey);
}
