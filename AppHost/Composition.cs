using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WebchatAspire.AppHost.Stores;

namespace WebchatAspire.AppHost;

/// <summary>The words in which <c>Program.cs</c> describes the stack.</summary>
internal static class Composition
{
    private const int HttpPort = 8080;
    private const int HttpsPort = 8443;

    /// <summary>The name of the gateway's endpoint, whichever scheme it has.</summary>
    public const string PublicEndpoint = "public";

    /// <summary>What every service of the stack is given, once it has its endpoint.</summary>
    public static IResourceBuilder<ProjectResource> WithWebchatDefaults(
        this IResourceBuilder<ProjectResource> project,
        string endpoint = "http"
    ) =>
        project
            .StartBuiltProgram()
            .TuneForDevelopment()
            .RedactQueries()
            // 16 MB. The default goes by the processor's cache, which large processors share among many cores: each process
            // would fill up to 200 MB before it looks for garbage. A project's own configuration cannot say it.
            .WithEnvironmentDefault("DOTNET_GCgen0size", "0x1000000")
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", project.ApplicationBuilder.Environment.EnvironmentName)
            .WithConfiguration("Telemetry")
            .WithHttpHealthCheck("/health", endpointName: endpoint);

    /// <summary>Hands a section of this configuration on, as it is.</summary>
    public static IResourceBuilder<ProjectResource> WithConfiguration(
        this IResourceBuilder<ProjectResource> project,
        string section
    )
    {
        var values = project.ApplicationBuilder.Configuration.GetSection(section).AsEnumerable();
        foreach (var (key, value) in values.Where(pair => pair.Value is not null))
        {
            project.WithEnvironment(key.Replace(":", "__", StringComparison.Ordinal), value);
        }
        return project;
    }

    /// <summary>
    /// Tells the pages where the dashboard is, so that auditors get from an entry to its trace. <c>Dashboard:Url</c> overrides
    /// the address that the dashboard is started with.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithTraceLinks(
        this IResourceBuilder<ProjectResource> project,
        bool hasDashboard
    )
    {
        var configuration = project.ApplicationBuilder.Configuration;
        var started = hasDashboard ? configuration["ASPNETCORE_URLS"]?.Split(';')[0] : null;
        return (configuration["Dashboard:Url"] ?? started) is { Length: > 0 } url
            ? project.WithEnvironment("Dashboard__Url", url)
            : project;
    }

    /// <summary>
    /// The fixed public address. It has no proxy before it: one would hide the clients' addresses, by which requests are
    /// limited. <c>Gateway:Port</c> overrides it; the launch profile <c>https</c> sets <c>Gateway:Https</c>.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithPublicEndpoint(this IResourceBuilder<ProjectResource> gateway)
    {
        var port = gateway.ApplicationBuilder.PublicPort();
        return gateway.ApplicationBuilder.IsHttps()
            ? gateway.WithHttpsEndpoint(port, name: PublicEndpoint, isProxied: false).WithExternalHttpEndpoints()
            : gateway.WithHttpEndpoint(port, name: PublicEndpoint, isProxied: false).WithExternalHttpEndpoints();
    }

    public static int PublicPort(this IDistributedApplicationBuilder builder) =>
        builder.Configuration.GetValue<int?>("Gateway:Port") ?? (builder.IsHttps() ? HttpsPort : HttpPort);

    private static bool IsHttps(this IDistributedApplicationBuilder builder) =>
        builder.Configuration.GetValue("Gateway:Https", false);

    /// <summary>
    /// In development many processes share few cores and start often: profiling for later optimisation, and threads that spin for work while others could do some, cost more there than they bring. Who sets these
    /// variables, to measure for example, is left alone.
    /// </summary>
    private static IResourceBuilder<ProjectResource> TuneForDevelopment(
        this IResourceBuilder<ProjectResource> project
    ) =>
        project.ApplicationBuilder.Environment.IsDevelopment()
            ? project
                .WithEnvironmentDefault("DOTNET_TieredPGO", "0")
                .WithEnvironmentDefault("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0")
            : project;

    /// <summary>
    /// Keeps what stands in query strings out of traces (law 5): codes and tokens of the sign-in, and with them names. In
    /// development Aspire asks for the opposite, when the project is added; the last word counts.
    /// </summary>
    private static IResourceBuilder<ProjectResource> RedactQueries(this IResourceBuilder<ProjectResource> project) =>
        project
            .WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION", "false")
            .WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION", "false");

    private static IResourceBuilder<ProjectResource> WithEnvironmentDefault(
        this IResourceBuilder<ProjectResource> project,
        string name,
        string value
    ) => Environment.GetEnvironmentVariable(name) is null ? project.WithEnvironment(name, value) : project;

    /// <summary>
    /// Brings a database to the current model under the owner's account and ends. It is the service's own program, so that
    /// model and migrations are always of the same build.
    /// </summary>
    public static IResourceBuilder<ProjectResource> AsMigration(
        this IResourceBuilder<ProjectResource> project,
        IResourceBuilder<DatabaseResource> database,
        string owner,
        string connectionName
    ) =>
        project
            .StartBuiltProgram()
            .TuneForDevelopment()
            .RedactQueries()
            .WithArgs("migrate")
            .WithEnvironment("DOTNET_ENVIRONMENT", project.ApplicationBuilder.Environment.EnvironmentName)
            .WithDatabase(database, owner, connectionName)
            .WithParentRelationship(database)
            .WithIconName("DatabaseArrowUp")
            .WaitFor(database);

    /// <summary>Says in the console where the stack is to be found, once all of it is healthy.</summary>
    public static void AnnounceWhenReady(
        this IDistributedApplicationBuilder builder,
        IResourceBuilder<ProjectResource> gateway
    )
    {
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        gateway.OnResourceReady(
            async (_, ready, cancellationToken) =>
            {
                var notifications = ready.Services.GetRequiredService<ResourceNotificationService>();
                // The gateway itself is ready only when this handler has ended.
                var others = builder.Resources.OfType<ProjectResource>().Where(IsService).Except([gateway.Resource]);
                foreach (var service in others)
                {
                    await notifications.WaitForResourceHealthyAsync(service.Name, cancellationToken);
                }
                AppHostLog.Ready(
                    ready.Services.GetRequiredService<ILogger<Projects.AppHost>>(),
                    gateway.GetEndpoint(PublicEndpoint).Url,
                    clock.GetElapsedTime(started).TotalSeconds
                );
            }
        );
    }

    /// <summary>Whether the project runs on, as migrations do not.</summary>
    internal static bool IsService(ProjectResource project) =>
        project.Annotations.OfType<HealthCheckAnnotation>().Any();
}

internal static partial class AppHostLog
{
    [LoggerMessage(LogLevel.Information, "WebchatAspire is ready at {Address} (after {Seconds:F1} s)")]
    public static partial void Ready(ILogger logger, string address, double seconds);
}
