using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>
/// The member of staff on whose behalf an enforcement point asks: from their own access token, handed on in a header and
/// validated exactly as a caller's token is. Nothing that a body says about staff is believed.
/// </summary>
internal sealed class SubjectTokens(IOptionsMonitor<JwtBearerOptions> bearer)
{
    /// <returns>The member of staff, or null when the header is absent or its token is not valid.</returns>
    public async Task<DecisionSubject?> ReadAsync(HttpRequest request)
    {
        if (request.Headers[ServiceHeaders.SubjectToken] is not [{ Length: > 0 } token])
        {
            return null;
        }
        var options = bearer.Get(JwtBearerDefaults.AuthenticationScheme);
        var parameters = options.TokenValidationParameters.Clone();
        parameters.ConfigurationManager = options.ConfigurationManager as BaseConfigurationManager;
        foreach (var handler in options.TokenHandlers)
        {
            var result = await handler.ValidateTokenAsync(token, parameters);
            if (result.IsValid && SubjectOf(result) is { } subject)
            {
                return subject;
            }
        }
        return null;
    }

    private static DecisionSubject? SubjectOf(TokenValidationResult result)
    {
        var identity = result.ClaimsIdentity;
        var user = new System.Security.Claims.ClaimsPrincipal(identity);
        // A service's own token names no person.
        if (
            user.HasScope(ServiceScopes.PolicyDecide)
            || user.HasScope(ServiceScopes.RecordingLive)
            || identity.FindFirst(WebchatClaims.Subject)?.Value is not { Length: > 0 } id
        )
        {
            return null;
        }
        var roles = identity.FindAll(WebchatClaims.Role).Select(claim => claim.Value).Intersect(StaffRoles.All);
        return new DecisionSubject(DecisionSubject.Staff, id, roles.ToHashSet(), user.Services().ToHashSet());
    }
}
