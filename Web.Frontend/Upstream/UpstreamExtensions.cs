using Microsoft.Extensions.Http.Resilience;
using WebchatAspire.ServiceDefaults;

namespace WebchatAspire.Web.Frontend.Upstream;

internal static class UpstreamExtensions
{
    /// <summary>The clients of the services, found by their resource names.</summary>
    public static IHostApplicationBuilder AddUpstreamClients(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton<KnownPolicy>();
        builder.AddUpstream<ChatApi>("http://chat-api");
        builder.AddUpstream<RecordingApi>("http://recording");
        builder.AddUpstream<PolicyApi>("http://policy");
        builder.AddUpstream<ApprovalApi>("http://policy");
        builder.AddUpstream<PolicyVersionsApi>("http://policy");
        builder.AddUpstream<LedgerApi>("http://policy");
        builder.AddUpstream<AgreementApi>("http://policy");
        builder.AddUpstream<RestrictionApi>("http://policy");
        // Somebody is looking at an empty window meanwhile: a few quick attempts, then a page that says what is wrong. One
        // attempt lasts longer than the services wait for each other, so that their own reason arrives.
        builder.Services.ConfigureAll<HttpStandardResilienceOptions>(options =>
        {
            options.Retry.MaxRetryAttempts = 2;
            options.Retry.Delay = TimeSpan.FromMilliseconds(200);
            options.AttemptTimeout.Timeout = TimeSpan.FromSeconds(7);
            options.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(12);
        });
        return builder;
    }

    private static void AddUpstream<TClient>(this IHostApplicationBuilder builder, string address)
        where TClient : class =>
        builder
            .Services.AddHttpClient<TClient>(client => client.BaseAddress = new Uri(address))
            // Cookies are put on a call one by one, and none may stay for the next person's call.
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseCookies = false })
            .AddServiceResilience();
}
