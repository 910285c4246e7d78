using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace WebchatAspire.Recording.Service.Data;

/// <summary>The service's two database accounts, each with its own pool.</summary>
internal static class RecordStores
{
    /// <summary>Writes, and cannot read a text.</summary>
    public const string Append = "recordings-append";

    /// <summary>Reads under row-level security.</summary>
    public const string Read = "recordings-read";

    public static void AddRecordStores(this IHostApplicationBuilder builder)
    {
        builder.AddKeyedNpgsqlDataSource(Append, configureDataSourceBuilder: Configure);
        builder.AddKeyedNpgsqlDataSource(Read, configureDataSourceBuilder: Configure);
        builder.Services.AddDbContext<RecordContext>(
            (services, options) =>
                options
                    .UseNpgsql(services.GetRequiredKeyedService<NpgsqlDataSource>(Read))
                    .UseSnakeCaseNamingConvention()
                    .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
        );
        builder.Services.AddSingleton<ChatReader>();
        builder.Services.AddSingleton<EventReader>();
    }

    /// <summary>A sender waits for the answer: if PostgreSQL is away, they are told soon. Statements are few, so all are prepared.</summary>
    internal static void Configure(NpgsqlDataSourceBuilder source)
    {
        var settings = source.ConnectionStringBuilder;
        settings.Timeout = 3;
        settings.CommandTimeout = 5;
        settings.CancellationTimeout = 1000;
        settings.MaxAutoPrepare = 40;
        settings.AutoPrepareMinUsages = 2;
    }
}
