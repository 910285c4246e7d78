using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace WebchatAspire.Policy.Service.Ledger.Notes;

/// <summary>
/// The public half of a key that signs notes (<c>c2sp.org/signed-note</c>, Ed25519). As text it is
/// <c>name+id+base64(type ‖ key)</c>, the form that other verifiers take too.
/// </summary>
internal sealed record VerifierKey
{
    private const byte Ed25519Type = 1;
    private const int IdLength = sizeof(uint);

    private readonly PublicKey _key;

    private VerifierKey(string name, PublicKey key)
    {
        Name = name;
        _key = key;
        byte[] typed = [Ed25519Type, .. key.Export(KeyBlobFormat.RawPublicKey)];
        Id = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes($"{name}\n"), .. typed]));
        Text = string.Create(CultureInfo.InvariantCulture, $"{name}+{Id:x8}+{Convert.ToBase64String(typed)}");
    }

    public string Name { get; }
    public uint Id { get; }
    public string Text { get; }

    public static VerifierKey Of(string name, PublicKey key) => new(name, key);

    /// <exception cref="FormatException">It is no verifier key of an Ed25519 key.</exception>
    public static VerifierKey Parse(string text)
    {
        // The name has no plus; base64 may have some.
        if (text.Split('+', 3) is not [{ Length: > 0 } name, { Length: 2 * IdLength }, { Length: > 0 } encoded])
        {
            throw new FormatException("A verifier key has the form name+id+key.");
        }
        if (
            Decode(encoded) is not [Ed25519Type, .. var raw]
            || !PublicKey.TryImport(SignatureAlgorithm.Ed25519, raw, KeyBlobFormat.RawPublicKey, out var key)
        )
        {
            throw new FormatException("The verifier key is none of an Ed25519 key.");
        }
        var parsed = new VerifierKey(name, key!);
        return parsed.Text == text
            ? parsed
            : throw new FormatException("The id of the verifier key does not fit its name and key.");
    }

    public bool Verifies(string text, ReadOnlySpan<byte> signature) =>
        SignatureAlgorithm.Ed25519.Verify(_key, Encoding.UTF8.GetBytes(text), signature);

    public bool Equals(VerifierKey? other) => Text == other?.Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;

    private static byte[] Decode(string base64)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            return [];
        }
    }
}
