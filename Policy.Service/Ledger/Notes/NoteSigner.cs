using System.Text;
using NSec.Cryptography;

namespace WebchatAspire.Policy.Service.Ledger.Notes;

/// <summary>A private key under the name of the log. The key does not leave it, and nothing prints it.</summary>
internal sealed class NoteSigner : IDisposable
{
    /// <summary>Bytes of the seed of an Ed25519 key (RFC 8032).</summary>
    public const int SeedLength = 32;

    private readonly Key _key;

    /// <param name="seed">In base64.</param>
    /// <exception cref="FormatException">The seed is no base64 of 32 bytes. The message does not repeat it.</exception>
    public NoteSigner(string name, string seed)
    {
        Span<byte> bytes = stackalloc byte[SeedLength];
        if (!Convert.TryFromBase64String(seed, bytes, out var written) || written != SeedLength)
        {
            throw new FormatException("A signing key is 32 bytes in base64.");
        }
        _key = Key.Import(SignatureAlgorithm.Ed25519, bytes, KeyBlobFormat.RawPrivateKey);
        bytes.Clear();
        Verifier = VerifierKey.Of(name, _key.PublicKey);
    }

    public VerifierKey Verifier { get; }

    public NoteSignature Sign(string text) =>
        new(Verifier.Name, Verifier.Id, SignatureAlgorithm.Ed25519.Sign(_key, Encoding.UTF8.GetBytes(text)));

    public void Dispose() => _key.Dispose();
}
