using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace WebchatAspire.Web.Frontend.Http;

/// <summary>Who is not signed in is sent to sign in and comes back; who lacks the role gets a page that says so.</summary>
internal sealed class PageAuthorization : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    ) =>
        authorizeResult switch
        {
            { Challenged: true } => MishapPages.SignInAgain(context),
            { Forbidden: true } => MishapPages.Forbidden(context),
            _ => next(context),
        };
}
