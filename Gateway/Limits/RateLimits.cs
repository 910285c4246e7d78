using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using WebchatAspire.Gateway.Refusals;
using WebchatAspire.ServiceDefaults;

namespace WebchatAspire.Gateway.Limits;

internal static class RateLimits
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static void AddLimits(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<LimitsOptions>()
            .BindConfiguration(LimitsOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder
            .Services.AddOptions<RateLimiterOptions>()
            .Configure<IOptions<LimitsOptions>>(
                (limiter, limits) =>
                {
                    limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                        PerMinute(limits.Value),
                        HubConnections(limits.Value)
                    );
                    limiter.OnRejected = (rejected, _) => RejectAsync(rejected);
                }
            );
        builder.Services.AddRateLimiter(_ => { });
    }

    private static PartitionedRateLimiter<HttpContext> PerMinute(LimitsOptions limits) =>
        PartitionedRateLimiter.Create<HttpContext, (string Kind, string Client)>(context =>
        {
            var request = context.Request;
            return request switch
            {
                _ when IsProbe(request.Path) => RateLimitPartition.GetNoLimiter(("probe", "")),
                _ when IsSignIn(request) => Bucket("sign-in", Clients.AddressOf(context), limits.SignInsPerMinute),
                _ when IsHub(request.Path) => Bucket("hub", Clients.Of(context), limits.HubConnectsPerMinute),
                _ when IsChatStart(request) => Bucket("chat", Clients.Of(context), limits.ChatStartsPerMinute),
                _ => Bucket("other", Clients.Of(context), limits.RequestsPerMinute),
            };
        });

    /// <summary>The lease of a hub connection is held until the connection ends.</summary>
    private static PartitionedRateLimiter<HttpContext> HubConnections(LimitsOptions limits) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context =>
            IsHub(context.Request.Path)
                ? RateLimitPartition.GetConcurrencyLimiter(
                    Clients.Of(context),
                    _ => new ConcurrencyLimiterOptions { PermitLimit = limits.HubConnections, QueueLimit = 0 }
                )
                : RateLimitPartition.GetNoLimiter("")
        );

    private static RateLimitPartition<(string, string)> Bucket(string kind, string client, int perMinute) =>
        RateLimitPartition.GetFixedWindowLimiter(
            (kind, client),
            _ => new FixedWindowRateLimiterOptions
            {
                PermitLimit = perMinute,
                Window = Window,
                QueueLimit = 0,
            }
        );

    private static async ValueTask RejectAsync(OnRejectedContext rejected)
    {
        // A full house of connections has no time at which it ends; the window's length is as good a guess as any.
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : Window;
        await Refusal.TooMany(wait).WriteAsync(rejected.HttpContext);
    }

    private static bool IsProbe(PathString path) => path == Extensions.HealthPath || path == Extensions.AlivePath;

    private static bool IsHub(PathString path) => path.StartsWithSegments("/hubs");

    private static bool IsSignIn(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.Path.StartsWithSegments("/identity/account");

    /// <summary>Also with a slash at the end, which leads to the same place.</summary>
    private static bool IsChatStart(HttpRequest request)
    {
        var path = new PathString(request.Path.Value?.TrimEnd('/'));
        return HttpMethods.IsPost(request.Method) && (path == "/api/chats" || path == "/start");
    }
}
