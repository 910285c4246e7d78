using StackExchange.Redis;
using WebchatAspire.Chat.Api.Telemetry;

namespace WebchatAspire.Chat.Api.Live;

internal static class LiveExtensions
{
    /// <summary>The live state in Redis, and what keeps it in step with the record.</summary>
    public static WebApplicationBuilder AddLiveState(this WebApplicationBuilder builder)
    {
        builder.AddRedisClient(
            "redis",
            configureOptions: options =>
            {
                // While Redis is away a sender has to hear so at once; a command that waited for the connection would
                // only make them wait too.
                options.BacklogPolicy = BacklogPolicy.FailFast;
                options.AbortOnConnectFail = false;
                options.ReconnectRetryPolicy = new LinearRetry(500);
            }
        );
        builder.Services.AddSingleton<ChatTelemetry>();
        builder.Services.AddSingleton<WaitingChats>();
        builder.Services.AddSingleton<LiveStore>();
        builder.Services.AddSingleton<LiveRebuild>();
        builder.Services.AddSingleton<LiveState>();
        builder.Services.AddSingleton<ShownMarks>();
        builder.Services.AddHostedService<LiveWatch>();
        return builder;
    }
}
