using WebchatAspire.Policy.Service.Ledger.Notes;
using WebchatAspire.Policy.Service.Ledger.Tree;

namespace WebchatAspire.Policy.Service.Ledger.Witness;

/// <summary>A folder, such as a mounted share of the second party.</summary>
internal sealed class FolderWitness(string folder) : IWitness
{
    public async Task CopyAsync(SignedCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        var newest = Path.Combine(folder, IWitness.Newest);
        if (await ReadAsync(newest, cancellationToken) is { } known && known.Size > checkpoint.Size)
        {
            throw new WitnessConflictException(
                $"the second party has a checkpoint over {known.Size} entries, the log one over {checkpoint.Size}"
            );
        }
        var own = Path.Combine(folder, IWitness.All, TilePath.IndexPath(checkpoint.Size));
        if (await ReadAsync(own, cancellationToken) is not { } earlier)
        {
            await WriteAsync(own, checkpoint, cancellationToken);
        }
        else if (!earlier.Root.AsSpan().SequenceEqual(checkpoint.Root))
        {
            throw new WitnessConflictException(
                $"the second party has another checkpoint over {checkpoint.Size} entries than the log"
            );
        }
        await WriteAsync(newest, checkpoint, cancellationToken);
    }

    /// <exception cref="WitnessConflictException">The file is no checkpoint.</exception>
    private static async Task<SignedCheckpoint?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return SignedCheckpoint.Parse(await File.ReadAllTextAsync(path, cancellationToken));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (FormatException)
        {
            throw new WitnessConflictException("the second party has a file that is no checkpoint");
        }
    }

    /// <summary>Whole or not at all: the second party may read at any time.</summary>
    private static async Task WriteAsync(string path, SignedCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = $"{path}.{Guid.CreateVersion7():N}.tmp";
        await File.WriteAllTextAsync(draft, checkpoint.Note.ToString(), cancellationToken);
        File.Move(draft, path, overwrite: true);
    }
}
