using System.ComponentModel.DataAnnotations;

namespace WebchatAspire.Policy.Service.Ledger;

/// <summary>Section <c>Ledger</c>: the identity of the log. The keys come from outside the database and never go into it.</summary>
internal sealed class LedgerOptions
{
    public const string Section = "Ledger";

    /// <summary>The name of the log for all time: an address without scheme, such as <c>chat.council.example/ledger</c>.</summary>
    [Required, RegularExpression(@"[^\s+]+", ErrorMessage = "Ledger:Origin has neither spaces nor plus signs.")]
    public string Origin { get; init; } = "";

    /// <summary>The seed of the Ed25519 key that signs checkpoints, 32 bytes in base64.</summary>
    [Required]
    public string SigningKey { get; init; } = "";

    /// <summary>The seed that signed before. While it is here, checkpoints bear its signature too.</summary>
    public string? PreviousKey { get; init; }

    /// <summary>Where each new checkpoint is copied to: a folder, or an http(s) address below which it is put.</summary>
    public string? Witness { get; init; }

    public bool WitnessIsPlace =>
        string.IsNullOrEmpty(Witness) || WebAddress(Witness) is not null || Path.IsPathFullyQualified(Witness);

    public static Uri? WebAddress(string place) =>
        Uri.TryCreate(place, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address
            : null;
}
