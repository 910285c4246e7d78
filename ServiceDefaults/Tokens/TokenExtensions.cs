using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace WebchatAspire.ServiceDefaults.Tokens;

/// <summary>Validation of access tokens, the same in every service.</summary>
public static class TokenExtensions
{
    /// <summary>
    /// Accepts the access tokens of the configured OpenID provider and refuses whatever has no policy of its own to an
    /// anonymous caller (fail closed).
    /// </summary>
    public static IHostApplicationBuilder AddTokenValidation(this IHostApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<IdentityOptions>()
            .BindConfiguration(IdentityOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder
            .Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
            .AddJwtBearer(bearer =>
            {
                var identity =
                    builder.Configuration.GetSection(IdentityOptions.Section).Get<IdentityOptions>()
                    ?? throw new InvalidOperationException("The section 'Identity' is missing from the configuration.");
                bearer.MetadataAddress = identity.EffectiveMetadataAddress;
                bearer.RequireHttpsMetadata = !builder.Environment.IsDevelopment();
                bearer.MapInboundClaims = true;
                foreach (var handler in bearer.TokenHandlers.OfType<JsonWebTokenHandler>())
                {
                    handler.InboundClaimTypeMap = identity.ClaimNames();
                }
                bearer.TokenValidationParameters = new TokenValidationParameters
                {
                    ValidIssuer = identity.Issuer,
                    ValidAudience = identity.Audience,
                    NameClaimType = WebchatClaims.Name,
                    RoleClaimType = WebchatClaims.Role,
                    ClockSkew = TimeSpan.FromSeconds(10),
                };
                // The resident's or a hub's own scheme may stand beside this one; the token is kept for handing on.
                bearer.SaveToken = true;
                bearer.Events = new JwtBearerEvents
                {
                    OnTokenValidated = context =>
                    {
                        context.Principal = WithoutToken(context.Principal!);
                        return Task.CompletedTask;
                    },
                };
            });
        builder
            .Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return builder;
    }

    /// <summary>The claims alone. As they come from the token they hold on to all of it, in a hub's connection for hours.</summary>
    private static ClaimsPrincipal WithoutToken(ClaimsPrincipal principal)
    {
        var identity = (ClaimsIdentity)principal.Identity!;
        return new ClaimsPrincipal(
            new ClaimsIdentity(
                identity.Claims.Select(claim => new Claim(claim.Type, claim.Value, claim.ValueType)),
                identity.AuthenticationType,
                identity.NameClaimType,
                identity.RoleClaimType
            )
        );
    }

    /// <summary>Adds a policy that asks for a scope, which only services hold.</summary>
    public static AuthorizationPolicyBuilder RequireScope(this AuthorizationPolicyBuilder policy, string scope) =>
        policy.RequireAssertion(context => context.User.HasScope(scope));
}
