using System.ComponentModel.DataAnnotations;

namespace WebchatAspire.ServiceDefaults.Tokens;

/// <summary>Which OpenID provider is trusted, and as whom this service signs in to others.</summary>
public sealed class IdentityOptions
{
    public const string Section = "Identity";

    /// <summary>The issuer as it stands in tokens, with its trailing slash if it has one.</summary>
    [Required]
    public required string Issuer { get; init; }

    /// <summary>Where the provider's metadata is fetched; by default the issuer's well-known address.</summary>
    public string? MetadataAddress { get; init; }

    /// <summary>The audience that access tokens carry.</summary>
    public string Audience { get; init; } = "webchat-api";

    /// <summary>This service's client id, for work without a user.</summary>
    public string? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    public string EffectiveMetadataAddress =>
        MetadataAddress ?? $"{Issuer.TrimEnd('/')}/.well-known/openid-configuration";
}
