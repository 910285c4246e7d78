using System.ComponentModel.DataAnnotations;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Gateway.Sessions;

/// <summary>The OpenID provider at which staff sign in, section <c>Identity</c>: ours, or any other.</summary>
internal sealed class ProviderOptions
{
    public const string Section = "Identity";

    /// <summary>The issuer, whose metadata names the addresses that browsers are sent to.</summary>
    [Required]
    public required Uri Issuer { get; init; }

    /// <summary>
    /// The provider's metadata at an address inside the deployment. With it the gateway's own calls to the provider go
    /// there, and not out through the public address and back in under its own rate limits.
    /// </summary>
    public Uri? MetadataAddress { get; init; }

    [Required]
    public required string ClientId { get; init; }

    [Required]
    public required string ClientSecret { get; init; }

    /// <summary>Another provider may need a scope of its own to issue access tokens for these services.</summary>
    public string Scope { get; init; } = "openid profile offline_access";

    public string NameClaim { get; init; } = WebchatClaims.Name;
    public string RoleClaim { get; init; } = WebchatClaims.Role;
    public string ServiceClaim { get; init; } = WebchatClaims.Service;
}

internal sealed class SessionOptions
{
    public const string Section = "Gateway";

    /// <summary>32 bytes in base64. Seals the keys of the sessions, which lie in Redis beside them.</summary>
    [Required]
    public required string KeyProtection { get; init; }

    /// <summary>How long a session lives without a request. The provider limits its whole length.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How often the sessions of open hub connections are looked after.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan Watch { get; init; } = TimeSpan.FromSeconds(20);
}
