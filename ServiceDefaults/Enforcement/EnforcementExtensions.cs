using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using WebchatAspire.ServiceDefaults.Enforcement.Obligations;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.ServiceDefaults.Enforcement;

public static class EnforcementExtensions
{
    /// <summary>
    /// What every enforcement point has: the policy to ask, and the obligations that are carried out alike everywhere. Its own
    /// ones it adds as <see cref="IObligation"/>.
    /// </summary>
    public static IServiceCollection AddEnforcement(this IServiceCollection services)
    {
        services
            .AddHttpClient<PolicyClient>(client => client.BaseAddress = new Uri("http://policy"))
            .AddServiceToken()
            .AddServiceResilience();
        services.AddSingleton<IObligation, TimeLimit>();
        services.AddSingleton<IObligation, CaseToFollow>();
        services.AddSingleton<IObligation, ReviewWithin>();
        services.AddSingleton<IObligation, RestrictedNotice>();
        services.AddSingleton<IObligation, StepUp>();
        return services.AddSingleton<ObligationRegistry>();
    }

    /// <summary>The token of the member of staff who calls, to be passed on; null without one.</summary>
    public static Task<string?> AccessTokenAsync(this HttpContext http) => http.GetTokenAsync("access_token");

    /// <summary>Text is never kept by browsers or proxies.</summary>
    public static void ForbidStoring(this HttpResponse response) => response.Headers.CacheControl = "no-store";
}
