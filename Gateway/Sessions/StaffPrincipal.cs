using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Gateway.Sessions;

internal static class StaffPrincipal
{
    /// <summary>
    /// The person as the renewed id token shows them, with roles that may have changed. The token came straight from the
    /// provider's token endpoint, which is as good as its signature (OpenID Connect Core, 3.1.3.7 and 12.2), but it has
    /// to be about the same person.
    /// </summary>
    public static ClaimsPrincipal Renewed(ClaimsPrincipal known, string idToken)
    {
        var identity = (ClaimsIdentity)known.Identity!;
        var token = new JsonWebToken(idToken);
        return token.Subject == known.FindFirst(WebchatClaims.Subject)?.Value
            ? new ClaimsPrincipal(
                new ClaimsIdentity(
                    token.Claims,
                    identity.AuthenticationType,
                    identity.NameClaimType,
                    identity.RoleClaimType
                )
            )
            : throw new InvalidOperationException("The provider renewed the session of one person for another.");
    }
}
