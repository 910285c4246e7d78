using System.Threading.Channels;
using Npgsql;
using WebchatAspire.Policy.Service.Data;

namespace WebchatAspire.Policy.Service.Ledger.Checkpoints;

/// <summary>
/// Listens to the database for entries, whichever process appended them. Signals fold into one, and one that is missed
/// (the connection was away) is made good by the wait's end.
/// </summary>
internal sealed partial class AppendSignal(IConfiguration configuration, ILogger<AppendSignal> logger)
    : BackgroundService
{
    private static readonly TimeSpan Reconnect = TimeSpan.FromSeconds(5);

    /// <summary>Seconds. A connection whose other end is gone is noticed.</summary>
    private const int KeepAlive = 10;

    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>Returns when entries were appended since the last call, or when the time is over.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(longest);
        try
        {
            await _signals.Reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nobody said anything: the caller looks for itself.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is, the ledger is looked at without being told, and the service goes on deciding.
                LogAway(exception.GetBaseException().GetType().Name);
                await Task.Delay(Reconnect, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("policies"))
        {
            Pooling = false,
            KeepAlive = KeepAlive,
        };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"listen {TreeSql.AppendedChannel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }
        while (true)
        {
            _signals.Writer.TryWrite(true);
            await connection.WaitAsync(cancellationToken);
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The ledger's database cannot be listened to ({ExceptionType}); it is looked at every second"
    )]
    private partial void LogAway(string exceptionType);
}
