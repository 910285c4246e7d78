using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace WebchatAspire.ServiceDefaults.Migrations;

/// <summary>
/// The command <c>migrate</c> of a service: brings its database to the current model under the owner's account and ends.
/// The service itself never holds that account.
/// </summary>
public static class MigrationCommand
{
    public const string Name = "migrate";

    public static bool Asked(string[] args) => args is [Name, ..];

    /// <summary>Migrates. Repeating it changes nothing.</summary>
    /// <returns>0, or an exception for the process to end on.</returns>
    public static Task<int> RunAsync<TContext>(string[] args, string connectionName)
        where TContext : DbContext => RunAsync<TContext>(args, connectionName, _ => { }, (_, _) => Task.CompletedTask);

    /// <summary>Migrates, then runs <paramref name="seed"/>. Repeating it changes nothing.</summary>
    /// <returns>0, or an exception for the process to end on.</returns>
    public static async Task<int> RunAsync<TContext>(
        string[] args,
        string connectionName,
        Action<IHostApplicationBuilder> configure,
        Func<IServiceProvider, CancellationToken, Task> seed
    )
        where TContext : DbContext
    {
        var builder = Host.CreateApplicationBuilder(args[1..]);
        builder.AddServiceDefaults();
        var connection =
            builder.Configuration.GetConnectionString(connectionName)
            ?? throw new InvalidOperationException($"The connection string '{connectionName}' is missing.");
        builder.Services.AddDbContext<TContext>(options =>
            options.UseNpgsql(connection, npgsql => npgsql.EnableRetryOnFailure()).UseSnakeCaseNamingConvention()
        );
        // On an empty database EF Core logs as an error that there is no history table yet. A migration that fails still
        // ends the process with its exception.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.None);
        configure(builder);
        using var host = builder.Build();
        await host.StartAsync();

        var logger = host.Services.GetRequiredService<ILogger<TContext>>();
        using (var scope = host.Services.CreateScope())
        {
            var database = scope.ServiceProvider.GetRequiredService<TContext>().Database;
            var pending = (await database.GetPendingMigrationsAsync()).ToList();
            MigrationLog.Pending(logger, pending.Count, string.Join(", ", pending));
            await database.MigrateAsync();
            await seed(scope.ServiceProvider, CancellationToken.None);
            MigrationLog.Done(logger);
        }
        await host.StopAsync();
        return 0;
    }
}

internal static partial class MigrationLog
{
    [LoggerMessage(LogLevel.Information, "{Count} migrations to apply: {Names}")]
    public static partial void Pending(ILogger logger, int count, string names);

    [LoggerMessage(LogLevel.Information, "The database is up to date")]
    public static partial void Done(ILogger logger);
}
