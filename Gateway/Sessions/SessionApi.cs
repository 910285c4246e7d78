using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using WebchatAspire.Gateway.Refusals;

namespace WebchatAspire.Gateway.Sessions;

internal static class SessionApi
{
    /// <summary>Where staff arrive who did not come from a page.</summary>
    private const string StaffPages = "/staff";

    /// <summary>Where they arrive when they have signed out; open to everybody.</summary>
    public const string SignedOutPage = "/staff/signed-out";

    public static void MapSessionApi(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in", SignIn);
        app.MapPost("/sign-out", SignOut);
        app.MapGet("/api/session", GetSessionAsync);
    }

    /// <summary>
    /// Sends the person to the provider and afterwards to <paramref name="returnUrl"/>, if it is a local one. Who comes
    /// here with a session was sent by a page whose service does not take its token. The provider's own session would
    /// only give another such token, and the person be sent round and round: so it has to ask for the password.
    /// </summary>
    /// <param name="maxAge">
    /// How many seconds ago they may have signed in (step-up: RFC 9470; OpenID Connect Core, 3.1.2.1). What is no such
    /// number asks for nothing.
    /// </param>
    /// <param name="acr">How they have to prove who they are, in the provider's words; only with <paramref name="maxAge"/>.</param>
    private static IResult SignIn(ClaimsPrincipal user, string? returnUrl, string? maxAge, string? acr)
    {
        var challenge = new OpenIdConnectChallengeProperties
        {
            RedirectUri = RedirectHttpResult.IsLocalUrl(returnUrl) ? returnUrl : StaffPages,
            Prompt = user.Identity is { IsAuthenticated: true } ? OpenIdConnectPrompt.Login : null,
        };
        StepUp.Ask(challenge, maxAge, acr);
        return Results.Challenge(challenge, [OpenIdConnectDefaults.AuthenticationScheme]);
    }

    /// <summary>Ends the session here and at the provider. Only ever a POST from our own pages (<c>OriginCheck</c>).</summary>
    private static IResult SignOut(ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true }
            ? Results.SignOut(
                new AuthenticationProperties { RedirectUri = SignedOutPage },
                [CookieAuthenticationDefaults.AuthenticationScheme, OpenIdConnectDefaults.AuthenticationScheme]
            )
            : Results.LocalRedirect(SignedOutPage);

    /// <summary>Who is signed in: name, roles and services, or 401.</summary>
    private static async Task GetSessionAsync(
        HttpContext context,
        ClaimsPrincipal user,
        IOptions<ProviderOptions> provider
    )
    {
        if (user.Identity is not { IsAuthenticated: true } identity)
        {
            await Refusal.NotSignedIn.WriteAsync(context);
            return;
        }
        await context.Response.WriteAsJsonAsync(
            new SessionView(
                identity.Name ?? "",
                [.. user.FindAll(provider.Value.RoleClaim).Select(claim => claim.Value)],
                [.. user.FindAll(provider.Value.ServiceClaim).Select(claim => claim.Value)]
            )
        );
    }

    private sealed record SessionView(string Name, string[] Roles, string[] Services);
}
