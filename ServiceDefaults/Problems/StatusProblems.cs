using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace WebchatAspire.ServiceDefaults.Problems;

/// <summary>Gives the one shape of an error to answers that the framework leaves empty: no token, no role, no such route.</summary>
public static class StatusProblems
{
    /// <summary>
    /// For services whose callers are programs. It has to stand in front of authentication, which therefore has to be put
    /// into the pipeline by name: what the framework adds by itself comes first.
    /// </summary>
    public static IApplicationBuilder UseStatusProblems(this IApplicationBuilder app) =>
        app.UseStatusCodePages(pages => Of(pages.HttpContext)?.ExecuteAsync(pages.HttpContext) ?? Task.CompletedTask);

    /// <summary>413 with the limit that applies to this address, in bytes.</summary>
    internal static ProblemHttpResult TooLarge(HttpContext context) =>
        Problem.Of(
            StatusCodes.Status413PayloadTooLarge,
            "request-too-large",
            "The request is larger than this address takes.",
            limit: context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize
        );

    private static ProblemHttpResult? Of(HttpContext context)
    {
        var status = context.Response.StatusCode;
        return status switch
        {
            StatusCodes.Status401Unauthorized => Problem.Of(
                status,
                "token-invalid",
                "This needs a valid access token; the one that was sent is absent, expired or not ours. Sign in again."
            ),
            StatusCodes.Status403Forbidden => Problem.Of(
                status,
                "not-permitted",
                "The access token does not have the role or scope that this needs."
            ),
            StatusCodes.Status404NotFound => Problem.Of(status, "not-found", "There is nothing at this address."),
            StatusCodes.Status405MethodNotAllowed => Problem.Of(
                status,
                "method-not-allowed",
                "This address does not take that method."
            ),
            StatusCodes.Status413PayloadTooLarge => TooLarge(context),
            StatusCodes.Status415UnsupportedMediaType => Problem.Of(
                status,
                "media-type-unsupported",
                "This address takes application/json."
            ),
            _ => null,
        };
    }
}
