using System.Security.Cryptography;
using System.Text;
using WebchatAspire.ServiceDefaults.Keys;

namespace WebchatAspire.Identity.Service.Keys;

internal enum ServerKeyKind
{
    /// <summary>RSA, for the signatures on tokens; the private key in PKCS#8.</summary>
    Signing,

    /// <summary>256 bits, for authorisation codes and refresh tokens, which only this service reads.</summary>
    Encryption,
}

/// <summary>
/// A key of the provider. It lies in the database, so that a restart or a second replica keeps tokens and sessions valid,
/// and it lies there sealed. Of several keys of a kind the newest is used and the older ones are still accepted.
/// </summary>
internal sealed class ServerKey
{
    private const int RsaBits = 2048;
    private const int EncryptionBytes = 32;

    public required Guid Id { get; init; }
    public required ServerKeyKind Kind { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required byte[] Sealed { get; init; }

    public static ServerKey Create(ServerKeyKind kind, KeyProtector protector, TimeProvider clock)
    {
        var id = Guid.CreateVersion7();
        var plain = kind == ServerKeyKind.Signing ? NewRsaKey() : RandomNumberGenerator.GetBytes(EncryptionBytes);
        var key = new ServerKey
        {
            Id = id,
            Kind = kind,
            CreatedAt = clock.GetUtcNow(),
            Sealed = protector.Seal(plain, Place(id, kind)),
        };
        CryptographicOperations.ZeroMemory(plain);
        return key;
    }

    public byte[] Open(KeyProtector protector) => protector.Open(Sealed, Place(Id, Kind));

    private static byte[] NewRsaKey()
    {
        using var rsa = RSA.Create(RsaBits);
        return rsa.ExportPkcs8PrivateKey();
    }

    private static byte[] Place(Guid id, ServerKeyKind kind) => Encoding.UTF8.GetBytes($"identity.keys/{kind}/{id}");
}
