using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.StackExchangeRedis;
using StackExchange.Redis;
using WebchatAspire.Chat.Api.Chats;

namespace WebchatAspire.Chat.Api.Hubs;

internal static class HubExtensions
{
    private const string Path = "/hubs/chat";

    /// <summary>4,000 characters, each as a JSON escape of six bytes, and what stands around them.</summary>
    private const int MaxFrame = 32 * 1024;

    /// <summary>
    /// How often a client is asked whether it is there, and how long it may take to say so; WebSockets answer by
    /// themselves (RFC 6455, 5.5.2). SignalR's own limit begins with a client's first ping, so one that never sends any
    /// would be held to be there for ever.
    /// </summary>
    private static readonly TimeSpan Asking = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a client may leave unread what is sent to it. Then it is dropped; when it returns it asks for what it
    /// missed.
    /// </summary>
    private static readonly TimeSpan Unread = TimeSpan.FromSeconds(10);

    /// <summary>
    /// What may wait for one client in this process. A write beyond it waits, and with it everybody else in the chat, as
    /// events of a group are handed on one after another. So it holds more than two people at their rate limits can say in
    /// <see cref="Unread"/> (2 × 20 messages of 24 KB): a client that does not read is gone before it holds up anybody. Yet
    /// it is a bound: calls whose answers nobody reads fill no more than this.
    /// </summary>
    private const int MaxUnread = 1024 * 1024;

    public static WebApplicationBuilder AddChatHub(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, ResidentAuthentication>(ResidentAuthentication.Name, null);
        builder
            .Services.AddSignalR(options =>
            {
                options.MaximumReceiveMessageSize = MaxFrame;
                options.HandshakeTimeout = TimeSpan.FromSeconds(5);
                // One call at a time keeps a sender's messages in the order in which they were sent.
                options.MaximumParallelInvocationsPerClient = 1;
                options.DisableImplicitFromServicesParameters = true;
                options.AddFilter<HubGuard>();
            })
            .AddJsonProtocol(options => ChatJson.Configure(options.PayloadSerializerOptions))
            .AddStackExchangeRedis();
        // The backplane shares the connection that health checks and tracing know.
        builder
            .Services.AddOptions<RedisOptions>()
            .Configure<IConnectionMultiplexer>(
                (options, redis) => options.ConnectionFactory = _ => Task.FromResult(redis)
            );
        builder.Services.Configure<Microsoft.AspNetCore.Builder.WebSocketOptions>(options =>
        {
            options.KeepAliveInterval = Asking;
            options.KeepAliveTimeout = Asking;
        });
        builder.Services.AddSingleton<HubGuard>();
        builder.Services.AddSingleton<LocalConnections>();
        builder.Services.AddSingleton<ChatEvents>();
        return builder;
    }

    /// <summary>
    /// WebSockets without negotiation, so that any replica can take any connection. A connection ends with the token it
    /// was opened with.
    /// </summary>
    public static WebApplication MapChatHub(this WebApplication app)
    {
        // The backplane unsubscribes when it is disposed, by when the tracing of Redis commands may be gone.
        var redis = app.Services.GetRequiredService<IConnectionMultiplexer>();
        app.Lifetime.ApplicationStopped.Register(() => redis.RegisterProfiler(() => null));
        app.Use(
            (context, next) =>
            {
                if (context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is not null)
                {
                    ForgetToken(context);
                }
                return next(context);
            }
        );
        app.MapHub<ChatHub>(
                Path,
                options =>
                {
                    options.Transports = HttpTransportType.WebSockets;
                    options.CloseOnAuthenticationExpiration = true;
                    options.TransportSendTimeout = Unread;
                    options.TransportMaxBufferSize = MaxUnread;
                    options.WebSockets.CloseTimeout = TimeSpan.FromSeconds(2);
                }
            )
            .RequireAuthorization(policy =>
                policy
                    .AddAuthenticationSchemes(JwtBearerDefaults.AuthenticationScheme, ResidentAuthentication.Name)
                    .RequireAuthenticatedUser()
            );
        return app;
    }

    /// <summary>The hub asks who somebody is and never for their token, which a connection would otherwise keep for hours.</summary>
    private static void ForgetToken(HttpContext context)
    {
        context.Request.Headers.Authorization = default;
        context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.StoreTokens([]);
    }
}
