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

    /// <summary>The claims by the provider's names; inside the services they go by those of <see cref="WebchatClaims"/>.</summary>
    public string NameClaim { get; init; } = WebchatClaims.Name;

    public string RoleClaim { get; init; } = WebchatClaims.Role;
    public string ServiceClaim { get; init; } = WebchatClaims.Service;
    public string TeamClaim { get; init; } = WebchatClaims.Team;
    public string ScopeClaim { get; init; } = WebchatClaims.Scope;

    /// <summary>This service's client id, for work without a user.</summary>
    public string? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    public string EffectiveMetadataAddress =>
        MetadataAddress ?? $"{Issuer.TrimEnd('/')}/.well-known/openid-configuration";

    /// <summary>
    /// Our name of each claim that the provider names otherwise. A claim that has one of our names and another meaning is
    /// put aside: it must not give anybody a role.
    /// </summary>
    internal Dictionary<string, string> ClaimNames()
    {
        (string Theirs, string Ours)[] names =
        [
            (NameClaim, WebchatClaims.Name),
            (RoleClaim, WebchatClaims.Role),
            (ServiceClaim, WebchatClaims.Service),
            (TeamClaim, WebchatClaims.Team),
            (ScopeClaim, WebchatClaims.Scope),
        ];
        var renamed = names.Where(name => name.Theirs != name.Ours).ToList();
        var map = renamed.ToDictionary(name => name.Theirs, name => name.Ours, StringComparer.Ordinal);
        foreach (var (_, ours) in renamed)
        {
            map.TryAdd(ours, $"provider:{ours}");
        }
        return map;
    }
}
