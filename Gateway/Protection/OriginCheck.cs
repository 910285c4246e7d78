using WebchatAspire.Gateway.Refusals;
using WebchatAspire.Gateway.Sessions;

namespace WebchatAspire.Gateway.Protection;

/// <summary>
/// Requests that change something, and hub connections, come from our own pages (OWASP: verifying origin). A browser
/// says where a request comes from; a client that says nothing is taken only if it brings no cookie that would make the
/// request somebody's. WebSockets need this most: no same-origin rule holds for them.
/// </summary>
internal static class OriginCheck
{
    private const string FetchSite = "Sec-Fetch-Site";

    public static void UseOriginCheck(this WebApplication app) =>
        app.Use(
            (context, next) =>
                NeedsCheck(context.Request) && !IsOwn(context.Request)
                    ? Refusal.ForeignOrigin.WriteAsync(context)
                    : next(context)
        );

    private static bool NeedsCheck(HttpRequest request) =>
        request.Path.StartsWithSegments("/hubs")
        || !(
            HttpMethods.IsGet(request.Method)
            || HttpMethods.IsHead(request.Method)
            || HttpMethods.IsOptions(request.Method)
        );

    private static bool IsOwn(HttpRequest request)
    {
        if (request.Headers.Origin is { Count: > 0 } origin)
        {
            return string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
        }
        if (request.Headers[FetchSite] is { Count: > 0 } site)
        {
            return site == "same-origin";
        }
        return !request.Cookies.Keys.Any(SessionCookies.IsCredential);
    }
}
