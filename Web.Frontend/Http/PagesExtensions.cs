using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.StackExchangeRedis;
using StackExchange.Redis;
using WebchatAspire.Web.Frontend.Resident;
using WebchatAspire.Web.Frontend.Staff.Ledger;

namespace WebchatAspire.Web.Frontend.Http;

/// <summary>What turns requests into pages, and mishaps into pages that a person can act on.</summary>
internal static class PagesExtensions
{
    private const string KeysInRedis = "webchat:frontend:keys";

    /// <summary>To be called before the service defaults, so that a page answers a mishap before problem details would.</summary>
    public static IHostApplicationBuilder AddPages(this IHostApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents();
        builder.Services.AddScoped<ChatStart>();
        builder.Services.AddSingleton<TraceLinks>();
        builder.Services.AddExceptionHandler<PageExceptionHandler>();
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, PageAuthorization>();
        builder.Services.AddAntiforgery(options =>
        {
            options.Cookie = new FormCookie();
            // Who may frame a page is the gateway's to say.
            options.SuppressXFrameOptionsHeader = true;
        });
        return builder;
    }

    /// <summary>
    /// The keys that protect form tokens stand in Redis, so that a form that one replica gave out is good at another. When
    /// Redis loses them, open forms have to be sent once more, and a page in a frame is loaded anew before its chat can be
    /// opened in a tab.
    /// </summary>
    public static IHostApplicationBuilder AddKeysInRedis(this IHostApplicationBuilder builder)
    {
        builder.AddRedisClient("redis");
        builder.Services.AddDataProtection().SetApplicationName("webchat-frontend");
        builder
            .Services.AddOptions<KeyManagementOptions>()
            .Configure<IConnectionMultiplexer>(
                (options, redis) =>
                    options.XmlRepository = new RedisXmlRepository(() => redis.GetDatabase(), KeysInRedis)
            );
        return builder;
    }

    /// <summary>
    /// No page is kept by a browser or a proxy: it may show a conversation. Assets say themselves how long they last.
    /// Redirections name no host, as only the gateway knows the address under which browsers see this.
    /// </summary>
    public static WebApplication UsePageHeaders(this WebApplication app)
    {
        app.Use(
            (context, next) =>
            {
                context.Response.OnStarting(() =>
                {
                    var headers = context.Response.Headers;
                    var isPage =
                        context.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true;
                    if (isPage || headers.CacheControl.Count == 0)
                    {
                        headers.CacheControl = "no-store";
                    }
                    var own = $"{context.Request.Scheme}://{context.Request.Host}/";
                    if (headers.Location.ToString() is { } target && target.StartsWith(own, StringComparison.Ordinal))
                    {
                        headers.Location = target[(own.Length - 1)..];
                    }
                    return Task.CompletedTask;
                });
                return next(context);
            }
        );
        return app;
    }

    /// <summary>A form whose token does not hold (another sign-in, lost keys) gets a page that keeps what was typed.</summary>
    public static WebApplication UseStaleFormPage(this WebApplication app)
    {
        app.Use(
            async (context, next) =>
            {
                if (context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false })
                {
                    // Nothing is done with the form but showing it to its sender, which the invalid token would forbid too.
                    context.Features.Set<IAntiforgeryValidationFeature>(null);
                    await MishapPages.StaleForm(context);
                    return;
                }
                await next(context);
            }
        );
        return app;
    }

    public static WebApplication MapNotFoundPage(this WebApplication app)
    {
        app.MapFallback("{**path}", MishapPages.NotFound).AllowAnonymous();
        return app;
    }
}
