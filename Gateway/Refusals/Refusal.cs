using System.Globalization;
using System.Text.Encodings.Web;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Gateway.Refusals;

/// <summary>
/// What the gateway answers when it does not pass a request on: a problem (RFC 9457) for programs, a small page for a
/// person's browser. The page needs none of the upstream services.
/// </summary>
/// <param name="Heading">For the page; what happened, in plain words.</param>
/// <param name="Detail">What to do about it.</param>
/// <param name="RetryAfter">Seconds after which trying again is right, also said as the header of that name.</param>
internal sealed record Refusal(
    int Status,
    string Code,
    string Heading,
    string Detail,
    object? Limit = null,
    int? RetryAfter = null
)
{
    /// <summary>What is away is mostly being restarted.</summary>
    private const int WhenAway = 5;

    public static readonly Refusal NotFound = new(
        StatusCodes.Status404NotFound,
        "not-found",
        "Page not found",
        "There is nothing at this address. Check that it is complete."
    );

    public static readonly Refusal ForeignOrigin = new(
        StatusCodes.Status403Forbidden,
        "origin-refused",
        "This request came from somewhere else",
        "Requests that change something, and chat connections, are taken from this site's own pages only."
    );

    public static readonly Refusal NotSignedIn = new(
        StatusCodes.Status401Unauthorized,
        "not-signed-in",
        "You are not signed in",
        "Sign in and try again."
    );

    public static readonly Refusal SignInFailed = new(
        StatusCodes.Status400BadRequest,
        "sign-in-failed",
        "Signing in did not work",
        "The sign-in took too long or was started in another browser. Go to the staff pages to start again."
    );

    public static readonly Refusal SessionsUnavailable = new(
        StatusCodes.Status503ServiceUnavailable,
        "sessions-unavailable",
        "Staff sessions are not available at the moment",
        "Nothing was changed. Try again in a few minutes.",
        RetryAfter: WhenAway
    );

    public static readonly Refusal SignInUnavailable = new(
        StatusCodes.Status503ServiceUnavailable,
        "sign-in-unavailable",
        "Signing in is not possible at the moment",
        "Nothing was changed. Try again in a few minutes.",
        RetryAfter: WhenAway
    );

    public static readonly Refusal UpstreamUnavailable = new(
        StatusCodes.Status503ServiceUnavailable,
        "upstream-unavailable",
        "This part of the service is not available at the moment",
        "Try again in a few minutes.",
        RetryAfter: WhenAway
    );

    public static Refusal TooMany(TimeSpan wait) =>
        new(
            StatusCodes.Status429TooManyRequests,
            "too-many-requests",
            "Too many requests",
            "Wait a moment and try again.",
            RetryAfter: (int)Math.Ceiling(Math.Max(1, wait.TotalSeconds))
        );

    public static Refusal TooLarge(long limit) =>
        new(
            StatusCodes.Status413PayloadTooLarge,
            "request-too-large",
            "This is too large to send",
            $"The limit is {limit} bytes.",
            limit
        );

    /// <summary>Answers, counts, and marks the request's span with the reason. A refusal is no error of ours.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        context.RequestServices.GetRequiredService<GatewayMetrics>().CountRefusal(Code);
        System.Diagnostics.Activity.Current?.SetTag(TelemetryNames.ReasonCode, Code);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.RetryAfter = RetryAfter?.ToString(CultureInfo.InvariantCulture);
        if (!WantsPage(context.Request))
        {
            await Problem.Of(Status, Code, Detail, limit: Limit, extensions: Members()).ExecuteAsync(context);
            return;
        }
        context.Response.StatusCode = Status;
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(Page());
    }

    private Dictionary<string, object?>? Members() => RetryAfter is null ? null : new() { ["retryAfter"] = RetryAfter };

    private static bool WantsPage(HttpRequest request) =>
        !request.Path.StartsWithSegments("/api")
        && !request.Path.StartsWithSegments("/hubs")
        && request
            .GetTypedHeaders()
            .Accept.Any(accepted => accepted.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    private string Page() =>
        $"""
            <!DOCTYPE html>
            <html lang="en-GB">
            <head>
              <meta charset="utf-8">
              <title>{HtmlEncoder.Default.Encode(Heading)} – Council webchat</title>
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <link rel="stylesheet" href="/gateway/page.css">
            </head>
            <body>
              <header><p>Council webchat</p></header>
              <main>
                <h1>{HtmlEncoder.Default.Encode(Heading)}</h1>
                <p>{HtmlEncoder.Default.Encode(Detail)}</p>
                <p><a href="/">Go to the start page</a></p>
              </main>
            </body>
            </html>

            """;
}
