using System.Collections.Immutable;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using OpenIddict.Abstractions;
using WebchatAspire.Identity.Service.Staff;
using WebchatAspire.ServiceDefaults.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace WebchatAspire.Identity.Service.Connect;

/// <summary>What a token says about its subject.</summary>
internal static class Principals
{
    /// <summary>
    /// Changes with the password. It stays in authorisation codes and refresh tokens, which only this provider can read.
    /// </summary>
    public const string SecurityStamp = "security_stamp";

    /// <summary>
    /// Says in an access token under which stamp it was given, so that userinfo refuses it after a change of the password.
    /// Nobody can tell the stamp from it.
    /// </summary>
    private const string StampMark = "stamp_mark";
    private const int MarkLength = 16;

    /// <param name="signedInAt">When they gave their password; null if that is not known.</param>
    public static ClaimsPrincipal Of(StaffMember member, ImmutableArray<string> scopes, DateTimeOffset? signedInAt)
    {
        var identity = NewIdentity(member.Id.ToString());
        identity.SetClaim(WebchatClaims.Name, member.DisplayName);
        identity.SetClaim(WebchatClaims.Team, member.Team);
        identity.SetClaims(WebchatClaims.Role, [.. member.Roles]);
        identity.SetClaims(WebchatClaims.Service, [.. member.Services]);
        // Twice sure: the client of staff may not ask for these either (OpenIdClients).
        identity.SetScopes(scopes.Except([ServiceScopes.RecordingLive, ServiceScopes.PolicyDecide]));
        identity.SetClaim(Claims.AuthenticationTime, signedInAt?.ToUnixTimeSeconds());
        identity.SetClaim(SecurityStamp, member.SecurityStamp);
        identity.SetClaim(StampMark, MarkOf(member));
        identity.SetDestinations(claim =>
            claim.Type switch
            {
                SecurityStamp => [],
                StampMark => [Destinations.AccessToken],
                _ => [Destinations.AccessToken, Destinations.IdentityToken],
            }
        );
        return new ClaimsPrincipal(identity);
    }

    /// <summary>Whether the password has not changed since this access token was given.</summary>
    public static bool IsUnderStampOf(this ClaimsPrincipal token, StaffMember member) =>
        token.GetClaim(StampMark) == MarkOf(member);

    private static string MarkOf(StaffMember member) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{member.Id:N}:{member.SecurityStamp}")))[
            ..MarkLength
        ];

    /// <param name="clientId">The service.</param>
    /// <param name="scopes">What it may ask of others.</param>
    public static ClaimsPrincipal OfService(string clientId, IEnumerable<string> scopes)
    {
        var identity = NewIdentity(clientId);
        identity.SetScopes(scopes);
        identity.SetDestinations(_ => [Destinations.AccessToken]);
        return new ClaimsPrincipal(identity);
    }

    private static ClaimsIdentity NewIdentity(string subject)
    {
        var identity = new ClaimsIdentity("webchat-identity", WebchatClaims.Name, WebchatClaims.Role);
        identity.SetClaim(Claims.Subject, subject);
        identity.SetResources(OpenIdProvider.Audience);
        return identity;
    }
}
