using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using WebchatAspire.Identity.Service.Staff;
using WebchatAspire.ServiceDefaults.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace WebchatAspire.Identity.Service.Connect;

/// <summary>
/// The interactive half of the provider's endpoints (OpenID Connect Core, RP-Initiated Logout). OpenIddict has validated
/// each request, client and redirect address included, before it arrives here.
/// </summary>
internal static class ConnectApi
{
    private const string Provider = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    public static void MapConnectApi(this IEndpointRouteBuilder app)
    {
        var connect = app.MapGroup("/connect");
        connect.MapMethods("/authorize", [HttpMethods.Get, HttpMethods.Post], AuthorizeAsync);
        connect.MapPost("/token", ExchangeAsync);
        connect.MapMethods("/userinfo", [HttpMethods.Get, HttpMethods.Post], UserInfoAsync);
        connect.MapMethods("/endsession", [HttpMethods.Get, HttpMethods.Post], EndSessionAsync);
    }

    /// <summary>Gives a signed-in member of staff back to the client; sends everybody else to the sign-in page.</summary>
    private static async Task<IResult> AuthorizeAsync(
        HttpContext context,
        SignInManager<StaffMember> signIn,
        TimeProvider clock
    )
    {
        var request = RequestOf(context);
        var session = await context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        var member = session.Succeeded ? await signIn.ValidateSecurityStampAsync(session.Principal) : null;
        var signedInAt = SignInTime.Of(session.Properties);
        if (
            member is not null
            && await MayGoOnAsync(signIn, member)
            && !request.HasPromptValue(PromptValues.Login)
            && signedInAt.IsWithin(request.MaxAge, clock.GetUtcNow())
        )
        {
            return Results.SignIn(Principals.Of(member, request.GetScopes(), signedInAt), null, Provider);
        }
        if (request.HasPromptValue(PromptValues.None))
        {
            return Refuse(Errors.LoginRequired, "Nobody is signed in.");
        }
        return Results.Challenge(
            new AuthenticationProperties { RedirectUri = AddressOf(context, request) },
            [IdentityConstants.ApplicationScheme]
        );
    }

    /// <summary>Exchanges a code, a refresh token or a service's credentials for tokens.</summary>
    private static async Task<IResult> ExchangeAsync(
        HttpContext context,
        SignInManager<StaffMember> signIn,
        IOpenIddictApplicationManager applications,
        CancellationToken cancellationToken
    )
    {
        var request = RequestOf(context);
        if (request.IsClientCredentialsGrantType())
        {
            var scopes = request.GetScopes() is { IsEmpty: false } asked
                ? asked
                : await PermittedScopesAsync(applications, request.ClientId!, cancellationToken);
            return Results.SignIn(Principals.OfService(request.ClientId!, scopes), null, Provider);
        }

        // Claims are read again at each refresh, so that a changed role or password, a lock or a removed account takes
        // effect.
        var grant = (await context.AuthenticateAsync(Provider)).Principal!;
        var member = await signIn.UserManager.FindByIdAsync(grant.GetClaim(Claims.Subject)!);
        return
            member is not null
            && member.SecurityStamp == grant.GetClaim(Principals.SecurityStamp)
            && await MayGoOnAsync(signIn, member)
            ? Results.SignIn(
                Principals.Of(member, grant.GetScopes(), WebchatClaims.AuthenticatedAt(grant)),
                null,
                Provider
            )
            : Refuse(Errors.InvalidGrant, "The account may not go on with this session.");
    }

    /// <summary>
    /// Says who somebody is now (OpenID Connect Core, 5.3), and refuses a token whose account was locked, disabled or
    /// removed, or got another password, after it was given.
    /// </summary>
    private static async Task<IResult> UserInfoAsync(HttpContext context, SignInManager<StaffMember> signIn)
    {
        var token = (await context.AuthenticateAsync(Provider)).Principal!;
        var subject = token.GetClaim(Claims.Subject);
        // A service's own token has the service's name there.
        var member = Guid.TryParse(subject, out _) ? await signIn.UserManager.FindByIdAsync(subject) : null;
        if (member is null || !token.IsUnderStampOf(member) || !await MayGoOnAsync(signIn, member))
        {
            return Refuse(Errors.InvalidToken, "The account may not go on with this token.");
        }
        return Results.Json(
            new Dictionary<string, object?>
            {
                [Claims.Subject] = subject,
                [WebchatClaims.Name] = member.DisplayName,
                [WebchatClaims.Role] = member.Roles,
                [WebchatClaims.Service] = member.Services,
                [WebchatClaims.Team] = member.Team,
            }
        );
    }

    private static async Task<bool> MayGoOnAsync(SignInManager<StaffMember> signIn, StaffMember member) =>
        await signIn.CanSignInAsync(member) && !await signIn.UserManager.IsLockedOutAsync(member);

    /// <summary>
    /// Ends the provider's session. A client that proves with an id token whose session it means is followed at once;
    /// without that proof the person is asked, as any page could have sent them here.
    /// </summary>
    private static async Task<IResult> EndSessionAsync(HttpContext context, SignInManager<StaffMember> signIn)
    {
        var session = await context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (session.Succeeded)
        {
            var hint = (await context.AuthenticateAsync(Provider)).Principal?.GetClaim(Claims.Subject);
            if (hint is null || hint != signIn.UserManager.GetUserId(session.Principal))
            {
                return Results.LocalRedirect($"~/account/sign-out{QueryOf(RequestOf(context))}");
            }
            await signIn.SignOutAsync();
        }
        return Results.SignOut(new AuthenticationProperties { RedirectUri = "/" }, [Provider]);
    }

    private static async Task<IReadOnlyList<string>> PermittedScopesAsync(
        IOpenIddictApplicationManager applications,
        string clientId,
        CancellationToken cancellationToken
    )
    {
        var client = await applications.FindByClientIdAsync(clientId, cancellationToken);
        var permissions = await applications.GetPermissionsAsync(client!, cancellationToken);
        return
        [
            .. permissions
                .Where(permission => permission.StartsWith(Permissions.Prefixes.Scope, StringComparison.Ordinal))
                .Select(permission => permission[Permissions.Prefixes.Scope.Length..]),
        ];
    }

    /// <summary>This request as a link to come back to, without the wish to sign in again, which is then fulfilled.</summary>
    private static string AddressOf(HttpContext context, OpenIddictRequest request)
    {
        request.Prompt = null;
        return context.Request.PathBase + context.Request.Path + QueryOf(request);
    }

    private static QueryString QueryOf(OpenIddictRequest request) =>
        QueryString.Create(request.GetParameters().Select(item => KeyValuePair.Create(item.Key, (string?)item.Value)));

    private static OpenIddictRequest RequestOf(HttpContext context) =>
        context.GetOpenIddictServerRequest()
        ?? throw new InvalidOperationException("The request did not pass the OpenID Connect server.");

    private static IResult Refuse(string error, string description) =>
        Results.Forbid(
            new AuthenticationProperties(
                new Dictionary<string, string?>
                {
                    [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
                    [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
                }
            ),
            [Provider]
        );
}
