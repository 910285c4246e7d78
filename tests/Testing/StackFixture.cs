using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using WebchatAspire.AppHost;
using WebchatAspire.Testing.Telemetry;
using Xunit;

namespace WebchatAspire.Testing;

/// <summary>The whole stack, as the AppHost composes it, with its telemetry sent to the tests. An assembly fixture.</summary>
public class StackFixture : IAsyncLifetime
{
    /// <summary>Tests send faster than people do.</summary>
    private static readonly string[] NoLimits =
    [
        "--Limits:RequestsPerMinute=1000000",
        "--Limits:SignInsPerMinute=1000000",
        "--Limits:ChatStartsPerMinute=1000000",
        "--Limits:HubConnectsPerMinute=1000000",
        "--Limits:MessageBurst=1000000",
        "--Limits:MessagesPerMinute=1000000",
        "--Limits:HubConnections=1000000",
    ];

    /// <summary>Where links to traces lead. The tests have no dashboard: what it would show, they receive themselves.</summary>
    public const string Dashboard = "http://dashboard.example:18888";

    /// <summary>What a process wrote at its end, and no more of it, belongs into a report.</summary>
    private const int LastLines = 40;

    private readonly string _folder = AppHostTesting.NewFolder();
    private DistributedApplication? _app;
    private TelemetryReceiver? _telemetry;

    protected DistributedApplication App =>
        _app ?? throw new InvalidOperationException("The stack has not been started.");

    /// <summary>The public address.</summary>
    public Uri Gateway { get; private set; } = null!;

    /// <summary>A page of a council's site, which is another site than the chat.</summary>
    public Uri DemoSite { get; private set; } = null!;

    public TelemetryReceiver Telemetry =>
        _telemetry ?? throw new InvalidOperationException("The stack has not been started.");

    /// <summary>Settings of the AppHost beside those that lift the limits.</summary>
    protected virtual IEnumerable<string> Settings => [];

    /// <summary>The password of all demo staff.</summary>
    public static string DemoPassword => "Webchat-demo-1";

    public async ValueTask InitializeAsync()
    {
        using var patience = new CancellationTokenSource(AppHostTesting.Patience);
        _telemetry = await TelemetryReceiver.StartAsync();
        var builder = await AppHostTesting.CreateAsync(
            _folder,
            [.. NoLimits, $"--Dashboard:Url={Dashboard}", .. Settings]
        );
        foreach (var project in builder.Resources.OfType<ProjectResource>())
        {
            builder
                .CreateResourceBuilder(project)
                .WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", _telemetry.Endpoint.ToString())
                .WithEnvironment("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
                .WithEnvironment("OTEL_BSP_SCHEDULE_DELAY", "200")
                .WithEnvironment("OTEL_BLRP_SCHEDULE_DELAY", "200")
                .WithEnvironment("OTEL_METRIC_EXPORT_INTERVAL", "1000");
        }
        Rewire(builder);
        _app = await builder.BuildAsync(patience.Token);
        await _app.StartAsync(patience.Token);
        foreach (var service in builder.Resources.OfType<ProjectResource>().Where(Composition.IsService))
        {
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(service.Name, patience.Token);
        }
        Gateway = _app.GetEndpoint("gateway", "public");
        DemoSite = new UriBuilder(_app.GetEndpoint("demo-site", "http")) { Host = "127.0.0.1" }.Uri;
    }

    /// <summary>Changes the composition before it is built.</summary>
    protected virtual void Rewire(IDistributedApplicationTestingBuilder builder) { }

    /// <summary>Stops a resource as an operator does in the dashboard, and waits until it is down.</summary>
    public async Task StopAsync(string resource, CancellationToken cancellationToken)
    {
        await ExecuteAsync(resource, KnownResourceCommands.StopCommand, cancellationToken);
        await App.ResourceNotifications.WaitForResourceAsync(
            resource,
            KnownResourceStates.TerminalStates,
            cancellationToken
        );
    }

    /// <summary>Ends the process of a resource without a word (SIGKILL).</summary>
    public async Task KillAsync(string resource, CancellationToken cancellationToken)
    {
        var running = await App.ResourceNotifications.WaitForResourceAsync(
            resource,
            happened => happened.Snapshot.State?.Text == KnownResourceStates.Running,
            cancellationToken
        );
        var pid = running.Snapshot.Properties.Single(property => property.Name == "executable.pid").Value;
        using var process = Process.GetProcessById(Convert.ToInt32(pid, CultureInfo.InvariantCulture));
        process.Kill();
        await App.ResourceNotifications.WaitForResourceAsync(
            resource,
            KnownResourceStates.TerminalStates,
            cancellationToken
        );
    }

    /// <summary>Starts a stopped resource and waits until it is healthy.</summary>
    public async Task StartAsync(string resource, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(AppHostTesting.Patience);
        await ExecuteAsync(resource, KnownResourceCommands.StartCommand, patience.Token);
        // Without giving up on an exited resource: the news of the end of the run before may come after the command.
        await App.ResourceNotifications.WaitForResourceHealthyAsync(
            resource,
            WaitBehavior.WaitOnResourceUnavailable,
            patience.Token
        );
    }

    /// <summary>How a resource ended, and the last that it wrote; null while it has not.</summary>
    public async Task<string?> EndOfAsync(string resource, CancellationToken cancellationToken)
    {
        var now = await App.ResourceNotifications.WaitForResourceAsync(resource, _ => true, cancellationToken);
        if (!KnownResourceStates.TerminalStates.Contains(now.Snapshot.State?.Text))
        {
            return null;
        }
        var written = new List<string>();
        var logs = App.Services.GetRequiredService<ResourceLoggerService>();
        await foreach (var lines in logs.GetAllAsync(now.Resource).WithCancellation(cancellationToken))
        {
            written.AddRange(lines.Select(line => line.Content));
        }
        return string.Join(
            Environment.NewLine,
            written.TakeLast(LastLines).Prepend($"{resource} ended with {now.Snapshot.ExitCode}")
        );
    }

    /// <summary>The superuser's connection string of one database.</summary>
    public async Task<string> ConnectionStringAsync(string database, CancellationToken cancellationToken)
    {
        var administrator = await App.GetConnectionStringAsync("postgres", cancellationToken);
        return new Npgsql.NpgsqlConnectionStringBuilder(administrator) { Database = database }.ConnectionString;
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
        if (_telemetry is not null)
        {
            await _telemetry.DisposeAsync();
        }
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private async Task ExecuteAsync(string resource, string command, CancellationToken cancellationToken)
    {
        var result = await App.ResourceCommands.ExecuteCommandAsync(resource, command, cancellationToken);
        if (!result.Success)
        {
            throw new InvalidOperationException($"'{command}' of {resource} failed: {result.Message}");
        }
    }
}
