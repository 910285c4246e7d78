using System.Collections.Immutable;
using System.Security.Claims;
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

    public static ClaimsPrincipal Of(StaffMember member, ImmutableArray<string> scopes)
    {
        var identity = NewIdentity(member.Id.ToString());
        identity.SetClaim(WebchatClaims.Name, member.DisplayName);
        identity.SetClaim(WebchatClaims.Team, member.Team);
        identity.SetClaims(WebchatClaims.Role, [.. member.Roles]);
        identity.SetClaims(WebchatClaims.Service, [.. member.Services]);
        // Twice sure: the client of staff may not ask for these either (OpenIdClients).
        identity.SetScopes(scopes.Except([ServiceScopes.RecordingLive, ServiceScopes.PolicyDecide]));
        identity.SetClaim(SecurityStamp, member.SecurityStamp);
        identity.SetDestinations(claim =>
            claim.Type == SecurityStamp ? [] : [Destinations.AccessToken, Destinations.IdentityToken]
        );
        return new ClaimsPrincipal(identity);
    }

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
