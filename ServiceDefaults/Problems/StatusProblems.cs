using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace WebchatAspire.ServiceDefaults.Problems;

/// <summary>Gives the one shape of an error to answers that the framework leaves empty: no token, no role, no such route.</summary>
public static class StatusProblems
{
    /// <summary>For services whose callers are programs; to be put in front of authentication.</summary>
    public static IApplicationBuilder UseStatusProblems(this IApplicationBuilder app) =>
        app.UseStatusCodePages(context =>
            context.HttpContext.Response.StatusCode switch
            {
                StatusCodes.Status401Unauthorized => Write(
                    context.HttpContext,
                    "token-invalid",
                    "This needs a valid access token; the one that was sent is absent, expired or not ours."
                ),
                StatusCodes.Status403Forbidden => Write(
                    context.HttpContext,
                    "not-permitted",
                    "The access token does not have the role or scope that this needs."
                ),
                StatusCodes.Status404NotFound => Write(
                    context.HttpContext,
                    "not-found",
                    "There is nothing at this address."
                ),
                StatusCodes.Status405MethodNotAllowed => Write(
                    context.HttpContext,
                    "method-not-allowed",
                    "This address does not take that method."
                ),
                StatusCodes.Status413PayloadTooLarge => Write(
                    context.HttpContext,
                    "request-too-large",
                    "The request is larger than this address takes."
                ),
                StatusCodes.Status415UnsupportedMediaType => Write(
                    context.HttpContext,
                    "media-type-unsupported",
                    "This address takes application/json."
                ),
                _ => Task.CompletedTask,
            }
        );

    private static Task Write(HttpContext context, string code, string detail) =>
        Problem.Of(context.Response.StatusCode, code, detail).ExecuteAsync(context);
}
