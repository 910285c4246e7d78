using System.Globalization;
using WebchatAspire.Policy.Service.Ledger.Tree;

namespace WebchatAspire.Policy.Service.Ledger.Notes;

/// <summary>How large the log is and the root of its tree, <c>c2sp.org/tlog-checkpoint</c>.</summary>
internal sealed record Checkpoint(string Origin, long Size, byte[] Root)
{
    /// <summary>What is signed.</summary>
    public string Text =>
        string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root)}\n");

    /// <exception cref="FormatException">It is no text of a checkpoint; the message says why.</exception>
    public static Checkpoint Parse(string text)
    {
        if (
            !text.EndsWith('\n')
            || text[..^1].Split('\n') is not [{ Length: > 0 } origin, var size, var root, .. var more]
        )
        {
            throw new FormatException("A checkpoint has the lines origin, size and root.");
        }
        if (more.Contains(""))
        {
            throw new FormatException("A checkpoint has no empty line.");
        }
        if (
            !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var entries)
            || entries.ToString(CultureInfo.InvariantCulture) != size
        )
        {
            throw new FormatException("The size of the checkpoint is no number.");
        }
        return new Checkpoint(origin, entries, RootOf(root));
    }

    private static byte[] RootOf(string base64)
    {
        var root = new byte[MerkleTree.HashLength + 1];
        return
            Convert.TryFromBase64String(base64, root, out var length)
            && length == MerkleTree.HashLength
            && Convert.ToBase64String(root, 0, length) == base64
            ? root[..length]
            : throw new FormatException("The root of the checkpoint is no base64 of a SHA-256 hash.");
    }
}

/// <summary>A checkpoint with the note that it was read from.</summary>
internal sealed record SignedCheckpoint(Checkpoint Checkpoint, SignedNote Note)
{
    public long Size => Checkpoint.Size;
    public byte[] Root => Checkpoint.Root;

    /// <exception cref="FormatException">It is no signed checkpoint. Whose signatures it bears is not looked at.</exception>
    public static SignedCheckpoint Parse(string note)
    {
        var parsed = SignedNote.Parse(note);
        return new SignedCheckpoint(Checkpoint.Parse(parsed.Text), parsed);
    }
}
