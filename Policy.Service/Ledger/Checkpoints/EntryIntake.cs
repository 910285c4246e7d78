using System.Text;
using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Ledger.Tree;

namespace WebchatAspire.Policy.Service.Ledger.Checkpoints;

/// <summary>Reads new entries into the tree, and believes their hashes only after hashing them again.</summary>
internal sealed class EntryIntake(Frontier frontier, Action<FullTile> completed)
{
    public int Taken { get; private set; }

    /// <summary>When the first entry that was taken had been appended.</summary>
    public DateTimeOffset? Oldest { get; private set; }

    /// <exception cref="LedgerDisagreementException">An entry is missing, or its hash is not its hash.</exception>
    public async Task TakeAsync(PolicyContext database, long size, CancellationToken cancellationToken)
    {
        var from = frontier.Size;
        var entries = database
            .LedgerEntries.AsNoTracking()
            .Where(entry => entry.Index >= from && entry.Index < size)
            .OrderBy(entry => entry.Index)
            .AsAsyncEnumerable();
        await foreach (var entry in entries.WithCancellation(cancellationToken))
        {
            var leaf = MerkleTree.Leaf(Encoding.UTF8.GetBytes(entry.Entry));
            if (entry.Index != frontier.Size)
            {
                throw new LedgerDisagreementException($"entry {frontier.Size} is missing");
            }
            if (!leaf.AsSpan().SequenceEqual(entry.LeafHash))
            {
                throw new LedgerDisagreementException(
                    $"entry {entry.Index} does not have the hash that is stored with it"
                );
            }
            frontier.Append(leaf, completed);
            Oldest ??= entry.At;
            Taken++;
        }
        if (frontier.Size != size)
        {
            throw new LedgerDisagreementException($"entry {frontier.Size} is missing");
        }
    }
}
