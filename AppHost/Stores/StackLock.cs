using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WebchatAspire.AppHost.Stores.Embedded;

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
                // PostgreSQL is not to be killed: its cluster asks a server that was left to shut down.
                && change.Resource is not EmbeddedPostgresResource
                && !_started.ContainsKey(change.ResourceId + id)
                && StartedProcess.Find(id, change.ResourceId) is { } found
            )
            {
                _started[change.ResourceId + id] = found;
                WholeFile.Write(_list, JsonSerializer.Serialize(_started.Values));
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
        foreach (var started in await ReadListAsync(cancellationToken))
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

    private async Task<StartedProcess[]> ReadListAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(_list))
        {
            return [];
        }
        try
        {
            return JsonSerializer.Deserialize<StartedProcess[]>(await File.ReadAllTextAsync(_list, cancellationToken))
                ?? [];
        }
        catch (JsonException)
        {
            StoreLog.ListUnreadable(logger, _list);
            return [];
        }
    }

    /// <param name="StartTicks">Tells the process from a later one with the same id.</param>
    private sealed record StartedProcess(string Resource, int Id, long StartTicks)
    {
        public static StartedProcess? Find(int id, string resource)
        {
            using var process = Get(id);
            return process is not null && StartOf(process) is { } start
                ? new StartedProcess(resource, id, start)
                : null;
        }

        public Process? StillRunning()
        {
            var process = Get(Id);
            // On Linux the start time is computed from the boot time and may differ by a clock tick.
            if (
                process is not null
                && StartOf(process) is { } start
                && Math.Abs(start - StartTicks) < TimeSpan.TicksPerSecond
            )
            {
                return process;
            }
            process?.Dispose();
            return null;
        }

        /// <returns>Null where the process ended at this moment, or is not ours to look at.</returns>
        private static long? StartOf(Process process)
        {
            try
            {
                return process.StartTime.Ticks;
            }
            catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
            {
                return null;
            }
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
