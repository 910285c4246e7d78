namespace WebchatAspire.Gateway.Protection;

/// <summary>
/// Keeps what people said and who they are out of caches, those of the browser on a shared desk included: answers of the
/// API always, pages unless their service allows it.
/// </summary>
internal static class NoStore
{
    public static void UseNoStore(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                context.Response.OnStarting(() =>
                {
                    if (IsApi(context.Request) || (IsPage(context.Response) && SaysNothing(context.Response)))
                    {
                        context.Response.Headers.CacheControl = "no-store";
                    }
                    return Task.CompletedTask;
                });
                return next(context);
            }
        );

    private static bool IsApi(HttpRequest request) => request.Path.StartsWithSegments("/api");

    private static bool IsPage(HttpResponse response) =>
        response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) is true;

    private static bool SaysNothing(HttpResponse response) => response.Headers.CacheControl.Count == 0;
}
