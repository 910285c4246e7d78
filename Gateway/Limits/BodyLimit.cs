using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using WebchatAspire.Gateway.Refusals;

namespace WebchatAspire.Gateway.Limits;

/// <summary>Refuses a body that is announced as too large; one that turns out so on the way is cut off by the server.</summary>
internal static class BodyLimit
{
    public static void UseBodyLimit(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<IOptions<LimitsOptions>>().Value;
        app.Use(
            (context, next) =>
            {
                var limit = Of(context.Request, limits);
                if (context.Request.ContentLength > limit)
                {
                    return Refusal.TooLarge(limit).WriteAsync(context);
                }
                if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
                {
                    feature.MaxRequestBodySize = limit;
                }
                return next(context);
            }
        );
    }

    private static long Of(HttpRequest request, LimitsOptions limits) =>
        request.Path.StartsWithSegments("/api/chats") ? limits.ChatBodyBytes : limits.BodyBytes;
}
