using WebchatAspire.Gateway.Refusals;
using Yarp.ReverseProxy.Forwarder;

namespace WebchatAspire.Gateway.Routing;

/// <summary>Says in words what the proxy says with a bare status when a service is away or a body is cut off.</summary>
internal static class UpstreamFailures
{
    public static void UseUpstreamFailures(this IApplicationBuilder proxy) =>
        proxy.Use(
            async (context, next) =>
            {
                await next(context);
                if (context.Response.HasStarted || context.GetForwarderErrorFeature() is not { } failure)
                {
                    return;
                }
                if (RefusalFor(context, failure) is { } refusal)
                {
                    context.Response.Clear();
                    await refusal.WriteAsync(context);
                }
            }
        );

    private static Refusal? RefusalFor(HttpContext context, IForwarderErrorFeature failure)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
        return failure.Exception is { } exception && TooLargeLimit(context, exception) is { } limit
            ? Refusal.TooLarge(limit)
            : Refusal.UpstreamUnavailable;
    }

    private static long? TooLargeLimit(HttpContext context, Exception exception) =>
        exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => context
                .Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>()
                ?.MaxRequestBodySize,
            AggregateException many => many
                .InnerExceptions.Select(one => TooLargeLimit(context, one))
                .FirstOrDefault(limit => limit is not null),
            { InnerException: { } inner } => TooLargeLimit(context, inner),
            _ => null,
        };
}
