using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace WebchatAspire.Gateway.Routing;

/// <summary>
/// Sends a request on to another replica when the one that was chosen could not be reached: nothing was sent, so nothing
/// can happen twice. A request that only reads is also repeated when its replica ended before it answered.
/// </summary>
internal static class OtherReplicas
{
    public static void UseOtherReplicas(this IApplicationBuilder proxy) =>
        proxy.Use(
            async (context, next) =>
            {
                var feature = context.GetReverseProxyFeature();
                var left = feature.AvailableDestinations;
                await next(context);
                while (MayTryAgain(context) && Others(left, feature.ProxiedDestination) is { Count: > 0 } others)
                {
                    left = others;
                    feature.AvailableDestinations = others;
                    context.Features.Set<IForwarderErrorFeature>(null);
                    context.Response.Clear();
                    await next(context);
                }
            }
        );

    private static List<DestinationState> Others(IReadOnlyList<DestinationState> all, DestinationState? tried) =>
        [.. all.Where(destination => destination != tried)];

    private static bool MayTryAgain(HttpContext context) =>
        !context.Response.HasStarted
        && !context.RequestAborted.IsCancellationRequested
        && context.GetForwarderErrorFeature()
            is { Error: ForwarderError.Request, Exception: HttpRequestException failure }
        && (failure.HttpRequestError == HttpRequestError.ConnectionError || OnlyReads(context.Request));

    private static bool OnlyReads(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
}
