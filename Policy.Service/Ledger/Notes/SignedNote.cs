using System.Buffers.Binary;
using System.Text;

namespace WebchatAspire.Policy.Service.Ledger.Notes;

/// <summary>A text with its signatures, <c>c2sp.org/signed-note</c>.</summary>
/// <param name="Text">With the line feed at its end: this is what is signed.</param>
internal sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    private const string Separator = "\n\n";

    /// <summary>More than the specification makes anybody take, and little enough to look at each.</summary>
    private const int MaxSignatures = 64;

    /// <exception cref="FormatException">It is no signed note; the message says why.</exception>
    public static SignedNote Parse(string note)
    {
        if (note.Any(letter => letter < ' ' && letter != '\n'))
        {
            throw new FormatException("The note has a control character.");
        }
        var end = note.LastIndexOf(Separator, StringComparison.Ordinal);
        if (end < 0 || !note.EndsWith('\n'))
        {
            throw new FormatException("The note has no signatures: they stand after its last empty line.");
        }
        var lines = note[(end + Separator.Length)..].Split('\n')[..^1];
        if (lines.Length is 0 or > MaxSignatures)
        {
            throw new FormatException($"The note has {lines.Length} signatures: 1 to {MaxSignatures} are taken.");
        }
        return new SignedNote(note[..(end + 1)], [.. lines.Select(NoteSignature.Parse)]);
    }

    /// <summary>The keys that signed the note.</summary>
    /// <exception cref="FormatException">A signature by one of the keys is wrong, or there is none by any of them.</exception>
    public IReadOnlyList<VerifierKey> SignedBy(IEnumerable<VerifierKey> keys)
    {
        var signed = new List<VerifierKey>();
        foreach (var key in keys)
        {
            foreach (var signature in Signatures.Where(one => one.Name == key.Name && one.KeyId == key.Id))
            {
                if (!key.Verifies(Text, signature.Signature))
                {
                    throw new FormatException($"The signature by {key.Name}+{key.Id:x8} is wrong.");
                }
                signed.Add(key);
            }
        }
        return signed.Count > 0
            ? signed
            : throw new FormatException(
                $"No key that is trusted signed the note: it is signed by {string.Join(", ", Signatures.Select(one => $"{one.Name}+{one.KeyId:x8}"))}."
            );
    }

    public override string ToString() => $"{Text}\n{string.Concat(Signatures.Select(signature => $"{signature}\n"))}";
}

internal sealed record NoteSignature(string Name, uint KeyId, byte[] Signature)
{
    private const string Start = "— ";
    private const int IdLength = sizeof(uint);

    public static NoteSignature Parse(string line)
    {
        if (
            !line.StartsWith(Start, StringComparison.Ordinal)
            || line[Start.Length..].Split(' ') is not [{ Length: > 0 } name, { Length: > 0 } encoded]
            || name.Contains('+', StringComparison.Ordinal)
            || name.Any(char.IsWhiteSpace)
        )
        {
            throw new FormatException("A line of signature has not the form '— name signature'.");
        }
        var bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, bytes, out var length) && length > IdLength
            ? new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[IdLength..length])
            : throw new FormatException("A signature is no base64 of a key id and a signature.");
    }

    public override string ToString()
    {
        var bytes = new byte[IdLength + Signature.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Signature.CopyTo(bytes, IdLength);
        return new StringBuilder(Start).Append(Name).Append(' ').Append(Convert.ToBase64String(bytes)).ToString();
    }
}
