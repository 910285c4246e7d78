namespace WebchatAspire.Policy.Service.Decisions;

internal static class RequestIds
{
    private const string Header = "X-Request-ID";
    private const int MaxLength = 128;

    /// <summary>
    /// Gives a request's <c>X-Request-ID</c> back on every answer of the decision point, errors included (AuthZEN 1.0,
    /// transport). An id that is no plain short text is not repeated.
    /// </summary>
    public static IApplicationBuilder UseRequestIds(this IApplicationBuilder app) =>
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments("/access"),
            branch =>
                branch.Use(
                    (context, next) =>
                    {
                        if (context.Request.Headers[Header] is [{ Length: > 0 and <= MaxLength } id] && id.All(IsPlain))
                        {
                            context.Response.OnStarting(() =>
                            {
                                context.Response.Headers[Header] = id;
                                return Task.CompletedTask;
                            });
                        }
                        return next(context);
                    }
                )
        );

    private static bool IsPlain(char letter) => letter is > ' ' and <= '~';
}
