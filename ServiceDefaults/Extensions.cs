using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.ServiceDefaults;

/// <summary>What every service shares: telemetry, health, discovery, problem details.</summary>
public static class Extensions
{
    /// <summary>The path of the readiness probe: all dependencies answer.</summary>
    public const string HealthPath = "/health";

    /// <summary>The path of the liveness probe: the process answers.</summary>
    public const string AlivePath = "/alive";

    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddTelemetry();
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), ["live"]);
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http => http.AddServiceDiscovery());
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddWebchatProblems();
        return builder;
    }

    /// <summary>
    /// Retries, a circuit breaker and time limits for calls between services. Calls that change something are repeated only
    /// when there was no connection to send them on: else the caller decides whether a repetition is safe.
    /// </summary>
    public static IHttpClientBuilder AddServiceResilience(this IHttpClientBuilder client)
    {
        client.AddStandardResilienceHandler(options =>
        {
            options.Retry.DisableForUnsafeHttpMethods();
            var repeatable = options.Retry.ShouldHandle;
            options.Retry.ShouldHandle = async attempt =>
                NeverSent(attempt.Outcome.Exception) || await repeatable(attempt);
            // Breaks are short: a dependency that returns is used again at once, as a resident waits for it. One replica
            // of several that is gone breaks nothing.
            options.CircuitBreaker.BreakDuration = TimeSpan.FromSeconds(1);
            var breaking = options.CircuitBreaker.ShouldHandle;
            options.CircuitBreaker.ShouldHandle = async attempt =>
                !NeverSent(attempt.Outcome.Exception) && await breaking(attempt);
        });
        // Outside of service discovery, so that each attempt is sent to an address of its own.
        client.ConfigureAdditionalHttpMessageHandlers(
            (handlers, _) =>
            {
                var resilience = handlers.OfType<ResilienceHandler>().Single();
                handlers.Remove(resilience);
                handlers.Insert(0, resilience);
            }
        );
        return client;
    }

    private static bool NeverSent(Exception? failure) =>
        failure is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError };

    /// <summary>Health and liveness probes; they answer without a token and say nothing but the state.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.MapHealthChecks(HealthPath).AllowAnonymous();
        app.MapHealthChecks(AlivePath, new HealthCheckOptions { Predicate = check => check.Tags.Contains("live") })
            .AllowAnonymous();
        return app;
    }
}
