using System.Globalization;
using System.Text;
using WebchatAspire.Policy.Service.Ledger.Tree;

namespace WebchatAspire.Policy.Service.Ledger.Notes;

/// <summary>
/// That an entry is in the log, for somebody without the log: <c>c2sp.org/tlog-proof@v1</c>. The entry itself goes along
/// as extra data, so that one file is enough.
/// </summary>
/// <param name="Entry">Not vouched for by anything but the proof over its hash.</param>
internal sealed record Receipt(long Index, byte[]? Entry, IReadOnlyList<byte[]> Path, SignedCheckpoint Checkpoint)
{
    private const string FirstLine = "c2sp.org/tlog-proof@v1";
    private const string ExtraStart = "extra ";
    private const string IndexStart = "index ";

    /// <summary>No tree of 2⁶³ leaves is higher.</summary>
    private const int MaxPath = 63;

    public bool Proves(ReadOnlySpan<byte> entry) =>
        TreeProof.Includes(MerkleTree.Leaf(entry), Index, Path, Checkpoint.Size, Checkpoint.Root);

    public override string ToString()
    {
        var text = new StringBuilder(FirstLine).Append('\n');
        if (Entry is not null)
        {
            text.Append(ExtraStart).Append(Convert.ToBase64String(Entry)).Append('\n');
        }
        text.Append(IndexStart).Append(CultureInfo.InvariantCulture, $"{Index}\n");
        foreach (var hash in Path)
        {
            text.Append(Convert.ToBase64String(hash)).Append('\n');
        }
        return text.Append('\n').Append(Checkpoint.Note).ToString();
    }

    /// <exception cref="FormatException">It is no such file; the message says why.</exception>
    public static Receipt Parse(string text)
    {
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0)
        {
            throw new FormatException("The receipt has no checkpoint: it stands after the first empty line.");
        }
        var lines = new Queue<string>(text[..end].Split('\n'));
        if (lines.Dequeue() != FirstLine)
        {
            throw new FormatException($"The first line of a receipt is {FirstLine}.");
        }
        var entry = Next(lines, ExtraStart) is { } extra ? Bytes(extra) : null;
        if (
            !long.TryParse(Next(lines, IndexStart), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || lines.Count > MaxPath
        )
        {
            throw new FormatException("The receipt has no index, or too long a proof.");
        }
        var path = lines.Select(Bytes).ToList();
        if (path.Any(hash => hash.Length != MerkleTree.HashLength))
        {
            throw new FormatException("The proof has a line that is no SHA-256 hash.");
        }
        return new Receipt(index, entry, path, SignedCheckpoint.Parse(text[(end + 2)..]));
    }

    private static string? Next(Queue<string> lines, string start) =>
        lines.TryPeek(out var line) && line.StartsWith(start, StringComparison.Ordinal)
            ? lines.Dequeue()[start.Length..]
            : null;

    private static byte[] Bytes(string base64)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            throw new FormatException("The receipt has a line that is no base64.");
        }
    }
}
