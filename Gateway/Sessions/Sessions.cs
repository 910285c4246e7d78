using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.StackExchangeRedis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebchatAspire.ServiceDefaults.Keys;

namespace WebchatAspire.Gateway.Sessions;

/// <summary>
/// Sessions of staff. The tokens stay on this side: the browser holds a key, Redis the ticket, and the ticket is
/// encrypted. Whoever has no session cookie never touches Redis.
/// </summary>
internal static class Sessions
{
    public const string SignedIn = "signed-in";

    public static void AddSessions(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ProviderOptions>().BindConfiguration(ProviderOptions.Section).Checked();
        builder.Services.AddOptions<SessionOptions>().BindConfiguration(SessionOptions.Section).Checked();
        builder.AddSessionStore();

        builder.Services.AddMemoryCache();
        builder.Services.AddSingleton<TokenRefresh>();
        builder.Services.AddSingleton<ProviderBackchannel>();
        builder.Services.AddSingleton<ProviderAccount>();
        builder.Services.AddSingleton<LiveSessions>();
        builder.Services.AddHostedService<SessionWatch>();
        builder
            .Services.AddAuthentication(options =>
            {
                options.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
                options.DefaultChallengeScheme = OpenIdConnectDefaults.AuthenticationScheme;
            })
            .AddCookie()
            .AddOpenIdConnect();
        builder.Services.ConfigureOptions<ConfigureSessionCookie>();
        builder.Services.ConfigureOptions<ConfigureSignIn>();
        builder.Services.AddAuthorizationBuilder().AddPolicy(SignedIn, policy => policy.RequireAuthenticatedUser());
    }

    private static void AddSessionStore(this WebApplicationBuilder builder)
    {
        builder.AddRedisClient(
            "redis",
            configureOptions: redis =>
            {
                // The gateway starts and serves residents without Redis; a session that cannot be read is refused at
                // once, not after a queue has timed out.
                redis.AbortOnConnectFail = false;
                redis.BacklogPolicy = BacklogPolicy.FailFast;
            }
        );
        builder.Services.AddSingleton<RedisTicketStore>();
        builder.Services.AddSingleton(provider => new KeyProtector(
            provider.GetRequiredService<IOptions<SessionOptions>>().Value.KeyProtection,
            $"{SessionOptions.Section}:{nameof(SessionOptions.KeyProtection)}"
        ));
        builder.Services.AddDataProtection().SetApplicationName("webchat-gateway").SealKeys();
        builder
            .Services.AddOptions<KeyManagementOptions>()
            .Configure<IConnectionMultiplexer>(
                (keys, redis) =>
                    keys.XmlRepository = new RedisXmlRepository(() => redis.GetDatabase(), "webchat:gateway:keys")
            );
    }

    private static void Checked<T>(this OptionsBuilder<T> options)
        where T : class => options.ValidateDataAnnotations().ValidateOnStart();
}
