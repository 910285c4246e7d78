using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace WebchatAspire.AppHost.Stores;

/// <summary>
/// One stack per data folder. While it runs, the stack holds a lock file and writes down which processes it started; a
/// stack that was killed leaves the list, and the next one ends what is still running before it starts anything.
/// </summary>
internal sealed class StackLock(string folder, ResourceNotificationService notifications, ILogger<StackLock> logger)
    : BackgroundService
{
    private readonly string _list = Path.Combine(folder, "processes.json");
    private readonly Dictionary<string, StartedProcess> _started = [];
    private FileStream? _lock;

    /// <summary>Takes the folder for this run and ends what an earlier one left. Before any resource is started.</summary>
    /// <exception cref="InvalidOperationException">Another run holds the folder.</exception>
    public async Task AcquireAsync(CancellationToken cancellationToken)
    {
        try
        {
            // The system drops the lock with the process, however that ends.
            _lock = new FileStream(
                Path.Combine(folder, "stack.lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException)
        {
            throw new InvalidOperationException(
                $"Another run uses the data in {folder}. Stop it first, or give this one a folder of its own: Stores:DataPath."
            );
        }
        await EndLeftoversAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in notifications.WatchAsync(stoppingToken))
        {
            var pid = change.Snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value;
            if (
                pid is int id and > 0
                && !_started.ContainsKey(change.ResourceId + id)
                && StartedProcess.Find(id, change.ResourceId) is { } found
            )
            {
                _started[change.ResourceId + id] = found;
                await File.WriteAllTextAsync(_list, JsonSerializer.Serialize(_started.Values), stoppingToken);
            }
        }
    }

    public override void Dispose()
    {
        _lock?.Dispose();
        base.Dispose();
    }

    private async Task EndLeftoversAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(_list))
        {
            return;
        }
        var left =
            JsonSerializer.Deserialize<StartedProcess[]>(await File.ReadAllTextAsync(_list, cancellationToken)) ?? [];
        foreach (var started in left)
        {
            using var process = started.StillRunning();
            if (process is not null)
            {
                StoreLog.LeftoverStopped(logger, started.Resource, started.Id);
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(cancellationToken);
            }
        }
        File.Delete(_list);
    }

    /// <param name="StartTicks">Tells the process from a later one with the same id.</param>
    private sealed record StartedProcess(string Resource, int Id, long StartTicks)
    {
        public static StartedProcess? Find(int id, string resource)
        {
            using var process = Get(id);
            return process is null ? null : new StartedProcess(resource, id, process.StartTime.Ticks);
        }

        public Process? StillRunning()
        {
            var process = Get(Id);
            // On Linux the start time is computed from the boot time and may differ by a clock tick.
            return process is not null && Math.Abs(process.StartTime.Ticks - StartTicks) < TimeSpan.TicksPerSecond
                ? process
                : null;
        }

        private static Process? Get(int id)
        {
            try
            {
                return Process.GetProcessById(id);
            }
            catch (ArgumentException)
            {
                return null;
            }
        }
    }
}

internal static class StackLockExtensions
{
    public static void UseStackLock(this IDistributedApplicationBuilder builder, string folder)
    {
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<StackLock>(services, folder));
        builder.Services.AddHostedService(services => services.GetRequiredService<StackLock>());
        builder.Eventing.Subscribe<BeforeStartEvent>(
            (start, cancellationToken) => start.Services.GetRequiredService<StackLock>().AcquireAsync(cancellationToken)
        );
    }
}
