using System.Text;
using WebchatAspire.Policy.Service.Ledger.Notes;
using WebchatAspire.Policy.Service.Ledger.Tree;
using WebchatAspire.Policy.Service.Ledger.Witness;

namespace WebchatAspire.Policy.Service.Ledger.Verification;

/// <summary>What a whole log is checked against.</summary>
/// <param name="Keys">None: those that the log says are its own, which a forger would say too.</param>
/// <param name="Older">A checkpoint that somebody kept.</param>
/// <param name="Progress">Is told how many entries have been checked, of how many, now and then.</param>
internal sealed record VerifierInput(
    ILogSource Log,
    IReadOnlyList<VerifierKey> Keys,
    SignedCheckpoint? Older,
    ILogSource? Second,
    Action<long, long>? Progress = null
);

/// <summary>
/// Checks a log from outside: it uses what anybody is served and nothing else. It goes on after the first thing wrong, so
/// that all that can be said is said.
/// </summary>
internal sealed class LogVerifier(VerifierInput input, Findings findings, TextWriter output)
{
    private IReadOnlyList<VerifierKey> _keys = input.Keys;

    /// <exception cref="LogUnreadableException">Something could not be read, so nothing can be said of it.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await ReadKeysAsync(cancellationToken);
        // Before the log, which may grow meanwhile: it is never behind what it told a second party.
        var second = await SecondAsync(cancellationToken);
        if (await CheckpointAsync(cancellationToken) is not { } checkpoint)
        {
            return;
        }
        List<(string Whose, SignedCheckpoint Checkpoint)> earlier = [.. second];
        if (input.Older is not null)
        {
            earlier.Add(("the older checkpoint", input.Older));
        }
        var tree = new TreeCheck(input.Log, checkpoint.Size, findings, input.Progress);
        foreach (var (_, known) in earlier.Where(one => one.Checkpoint.Size <= checkpoint.Size))
        {
            tree.Watch(known.Size);
        }
        if (await tree.RunAsync(cancellationToken) && RequireRoot(tree, checkpoint))
        {
            output.WriteLine(
                $"tree        {tree.Entries} entries in canonical form and in order, {tree.Tiles} tiles as computed"
            );
            TrustReplaced(tree.Rotations);
        }
        foreach (var (whose, known) in earlier)
        {
            RequireSigned(whose, known);
            await RequireExtensionAsync(whose, known, checkpoint, tree, cancellationToken);
        }
    }

    private async Task ReadKeysAsync(CancellationToken cancellationToken)
    {
        if (_keys.Count > 0)
        {
            return;
        }
        var said = await input.Log.ReadAsync("vkey", cancellationToken);
        if (said is null)
        {
            throw new LogUnreadableException("The log has no file vkey: name the key that you trust with --vkey.");
        }
        try
        {
            _keys =
            [
                .. Encoding
                    .UTF8.GetString(said)
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(VerifierKey.Parse),
            ];
        }
        catch (FormatException exception)
        {
            findings.Add($"vkey: {exception.Message}");
        }
        output.WriteLine(
            "keys        as the log itself says; name the key that you trust with --vkey to rely on nobody's word"
        );
    }

    private async Task<SignedCheckpoint?> CheckpointAsync(CancellationToken cancellationToken)
    {
        var note = await input.Log.ReadAsync(IWitness.Newest, cancellationToken);
        if (note is null)
        {
            throw new LogUnreadableException("There is no checkpoint: this is no log, or nothing was signed yet.");
        }
        if (Parse("the checkpoint", note) is not { } checkpoint)
        {
            return null;
        }
        output.WriteLine($"origin      {checkpoint.Checkpoint.Origin}");
        output.WriteLine($"checkpoint  {checkpoint.Size} entries, root {Convert.ToBase64String(checkpoint.Root)}");
        RequireSigned("the checkpoint", checkpoint);
        return checkpoint;
    }

    /// <summary>The newest checkpoint of the second party, and of a folder all that it ever was given.</summary>
    private async Task<List<(string, SignedCheckpoint)>> SecondAsync(CancellationToken cancellationToken)
    {
        var found = new List<(string, SignedCheckpoint)>();
        if (input.Second is not { } second)
        {
            return found;
        }
        foreach (var path in second.List(IWitness.All).Append(IWitness.Newest))
        {
            var whose = $"the second party's {path}";
            var note = await second.ReadAsync(path, cancellationToken);
            if (note is null)
            {
                throw new LogUnreadableException("The second party has no checkpoint.");
            }
            if (Parse(whose, note) is { } checkpoint)
            {
                found.Add((whose, checkpoint));
            }
        }
        return found;
    }

    /// <summary>
    /// Whoever trusts a key trusts what was signed with it: that it took the place of another one, which signed what is
    /// earlier. The other way round nothing follows, as whoever has the old key could name any other.
    /// </summary>
    private void TrustReplaced(IReadOnlyList<(string Old, string New)> rotations)
    {
        foreach (var (old, now) in rotations.Reverse().Where(one => _keys.Any(key => key.Text == one.New)))
        {
            try
            {
                _keys = [.. _keys, VerifierKey.Parse(old)];
            }
            catch (FormatException exception)
            {
                findings.Add($"the key before {now}: {exception.Message}");
            }
        }
    }

    private SignedCheckpoint? Parse(string whose, byte[] note)
    {
        try
        {
            return SignedCheckpoint.Parse(Encoding.UTF8.GetString(note));
        }
        catch (FormatException exception)
        {
            findings.Add($"{whose}: {exception.Message}");
            return null;
        }
    }

    private void RequireSigned(string whose, SignedCheckpoint checkpoint)
    {
        try
        {
            var signed = checkpoint.Note.SignedBy(_keys);
            if (signed.Any(key => key.Name != checkpoint.Checkpoint.Origin))
            {
                findings.Add($"{whose}: it is of {checkpoint.Checkpoint.Origin}, which is not the name of the key");
            }
        }
        catch (FormatException exception)
        {
            findings.Add($"{whose}: {exception.Message}");
        }
    }

    private bool RequireRoot(TreeCheck tree, SignedCheckpoint checkpoint)
    {
        if (tree.RootAt(checkpoint.Size) is { } root && root.AsSpan().SequenceEqual(checkpoint.Root))
        {
            return true;
        }
        findings.Add(
            $"the tree: its {checkpoint.Size} entries do not give the root that was signed; at least one was changed since"
        );
        return false;
    }

    private async Task RequireExtensionAsync(
        string whose,
        SignedCheckpoint known,
        SignedCheckpoint checkpoint,
        TreeCheck tree,
        CancellationToken cancellationToken
    )
    {
        if (known.Checkpoint.Origin != checkpoint.Checkpoint.Origin)
        {
            findings.Add($"{whose}: it is of another log, {known.Checkpoint.Origin}");
            return;
        }
        if (known.Size > checkpoint.Size)
        {
            findings.Add(
                $"{whose}: it covers {known.Size} entries and the log has {checkpoint.Size}: the last {known.Size - checkpoint.Size} were cut off"
            );
            return;
        }
        var byEntries = tree.RootAt(known.Size)?.AsSpan().SequenceEqual(known.Root);
        if (byEntries is true && await IsProvenAsync(known, checkpoint, cancellationToken))
        {
            output.WriteLine($"consistent  with {whose} over {known.Size} entries");
        }
        else if (byEntries is not null)
        {
            findings.Add(
                $"{whose}: the first {known.Size} entries of the log are not those that it was signed over: the log was forked or rewritten"
            );
        }
    }

    /// <summary>The same from the tiles alone, as a party without the entries would find it.</summary>
    private async Task<bool> IsProvenAsync(
        SignedCheckpoint known,
        SignedCheckpoint checkpoint,
        CancellationToken cancellationToken
    )
    {
        if (known.Size == 0)
        {
            return true;
        }
        var prover = new TreeProver(
            async (path, cancellation) =>
                await input.Log.ReadAsync($"tile/{path}", cancellation) is { } tile
                && tile.Length == path.Width * MerkleTree.HashLength
                    ? tile
                    : throw new LogUnreadableException($"Tile {path} cannot be used for a proof."),
            checkpoint.Size
        );
        try
        {
            var path = await prover.ConsistencyAsync(known.Size, cancellationToken);
            return TreeProof.Extends(known.Size, known.Root, checkpoint.Size, checkpoint.Root, path);
        }
        catch (LogUnreadableException exception)
        {
            findings.Add(exception.Message);
            return false;
        }
    }
}
