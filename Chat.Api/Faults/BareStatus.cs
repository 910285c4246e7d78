using Microsoft.AspNetCore.Diagnostics;

namespace WebchatAspire.Chat.Api.Faults;

/// <summary>
/// Gives problem details to answers that the framework makes with a bare status: a body over the limit, no token, the
/// wrong role, no such address.
/// </summary>
internal static class BareStatus
{
    public static WebApplication UseProblemsForBareStatus(this WebApplication app)
    {
        app.UseStatusCodePages(pages => Describe(pages).ToProblem(pages.HttpContext).ExecuteAsync(pages.HttpContext));
        return app;
    }

    private static Fault Describe(StatusCodeContext pages)
    {
        var status = pages.HttpContext.Response.StatusCode;
        var (code, detail) = status switch
        {
            StatusCodes.Status401Unauthorized => (
                "sign-in-needed",
                "Sign in, or sign in again: the token is missing or has ended."
            ),
            StatusCodes.Status403Forbidden => ("forbidden", "Your role does not allow this."),
            StatusCodes.Status404NotFound => ("not-found", "There is nothing at this address."),
            StatusCodes.Status405MethodNotAllowed => ("method-not-allowed", "This address does not take this method."),
            StatusCodes.Status413PayloadTooLarge => (
                "request-too-large",
                "The request is larger than this address takes."
            ),
            StatusCodes.Status415UnsupportedMediaType => ("unsupported-media-type", "Send JSON, as application/json."),
            _ => ("malformed-request", "The request could not be read."),
        };
        return new Fault(status, code, detail);
    }
}
