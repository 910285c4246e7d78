using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>What AuthZEN 1.0 (transport, HTTPS JSON binding) asks of every answer of the decision point.</summary>
internal static class HttpBinding
{
    private const string Header = "X-Request-ID";
    private const int MaxLength = 128;

    /// <summary>
    /// Gives a request's <c>X-Request-ID</c> back on every answer, errors included. An id that is no plain short text is
    /// not repeated.
    /// </summary>
    public static IApplicationBuilder UseRequestIds(this IApplicationBuilder app) =>
        app.UseWhen(
            IsForDecisionPoint,
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

    /// <summary>Refuses a body of another media type with 400, where the framework would say 415 (certification scenario, 2.4.3).</summary>
    public static IApplicationBuilder UseJsonBodies(this IApplicationBuilder app) =>
        app.UseWhen(
            context => IsForDecisionPoint(context) && HttpMethods.IsPost(context.Request.Method),
            branch =>
                branch.Use(
                    (context, next) =>
                        context.Request.HasJsonContentType()
                            ? next(context)
                            : Problem
                                .Invalid(
                                    "media-type-unsupported",
                                    "The body has to be application/json.",
                                    "Content-Type"
                                )
                                .ExecuteAsync(context)
                )
        );

    private static bool IsForDecisionPoint(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/access") || context.Request.Path == MetadataApi.Path;

    private static bool IsPlain(char letter) => letter is > ' ' and <= '~';
}
