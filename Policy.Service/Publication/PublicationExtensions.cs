using Microsoft.Extensions.Diagnostics.HealthChecks;
using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.Policy.Service.Proposals;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Policy.Service.Publication;

internal static partial class PublicationExtensions
{
    /// <summary>The store of published versions, this process's catalogue of them, and proposals of new ones.</summary>
    public static void AddPublication(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PolicyCatalogue>();
        builder.Services.AddSingleton<DeployedPolicies>();
        builder.Services.AddSingleton<ProposalChecks>();
        builder.Services.AddScoped<PolicyPublisher>();
        builder.Services.AddScoped<CatalogueReader>();
        builder.Services.AddHostedService<CatalogueWatch>();
        builder.Services.AddHealthChecks().AddCheck<CatalogueHealth>("policies");
    }

    /// <summary>
    /// Before the first request: publishes the deployment's files and reads what is published. A store that is away does not
    /// stop the start: nothing is decided until it is there.
    /// </summary>
    /// <returns>False when the policies cannot be used; what is wrong was written.</returns>
    public static async Task<bool> OpenCatalogueAsync(this WebApplication app, TextWriter errors)
    {
        try
        {
            await app.Services.GetRequiredService<DeployedPolicies>().PublishAsync(CancellationToken.None);
        }
        catch (PolicyFileException exception)
        {
            await errors.WriteLineAsync(exception.Message);
            return false;
        }
        catch (Exception exception) when (exception.IsOutage())
        {
            LogAway(app.Logger, exception.GetBaseException().GetType().Name);
        }
        return true;
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The store of published policies is away; nothing is decided yet: {ExceptionType}"
    )]
    private static partial void LogAway(ILogger logger, string exceptionType);
}

internal sealed class CatalogueHealth(PolicyCatalogue catalogue) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            catalogue.IsOpen
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("The published policies have not been read yet.")
        );
}
