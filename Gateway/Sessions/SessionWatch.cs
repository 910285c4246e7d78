using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace WebchatAspire.Gateway.Sessions;

/// <summary>
/// Ends the hub connections of sessions that were signed out and of accounts that the provider has disabled or locked. Each
/// round asks once for each session. While Redis or the provider is away, or when Redis has lost everything, nobody is sent
/// away before their access token ends.
/// </summary>
internal sealed partial class SessionWatch(
    LiveSessions sessions,
    RedisTicketStore tickets,
    TokenRefresh tokens,
    ProviderAccount account,
    TimeProvider clock,
    IOptions<SessionOptions> options,
    ILogger<SessionWatch> logger
) : BackgroundService
{
    private const int AtOnce = 16;

    /// <summary>Sessions that went with everything else in Redis, and not by signing out.</summary>
    private readonly HashSet<string> _orphans = new(StringComparer.Ordinal);

    private string? _generation;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Watch);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RoundAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Redis is away, most likely. The next round does what this one could not; the gateway must not end over it.
                LogPostponed(exception.GetType().FullName!);
            }
        }
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        var generation = await tickets.GenerationAsync();
        var open = sessions.All();
        lock (_orphans)
        {
            _orphans.IntersectWith(open.Select(session => session.Key));
            if (_generation is not null && _generation != generation)
            {
                _orphans.UnionWith(open.Select(session => session.Key));
            }
        }
        _generation = generation;
        await Parallel.ForEachAsync(
            open,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (session, token) => await CheckAsync(session, token)
        );
    }

    private async Task CheckAsync(LiveSession session, CancellationToken cancellationToken)
    {
        var stored = await tickets.RetrieveAsync(session.Key);
        if (stored is not null)
        {
            Keep(session.Key);
        }
        var ticket = stored ?? (IsOrphan(session.Key) ? session.Ticket : null);
        if (ticket is null)
        {
            // Redis may have lost everything since the round began; then the next round knows that.
            if (await tickets.GenerationAsync() == _generation)
            {
                End(session);
            }
            return;
        }
        try
        {
            ticket = stored is null ? ticket : await RenewedAsync(session.Key, stored);
            if (ticket is null || await RefusedAsync(ticket, cancellationToken))
            {
                await tickets.RemoveAsync(session.Key);
                End(session);
                return;
            }
        }
        catch (Exception exception) when (IsProviderAway(exception) && !cancellationToken.IsCancellationRequested)
        {
            LogPostponed(exception.GetType().FullName!);
        }
        if (ticket is null || TokenRefresh.ExpiryOf(ticket.Properties) <= clock.GetUtcNow())
        {
            End(session);
            return;
        }
        sessions.Renew(session.Key, ticket);
    }

    /// <summary>A person who works in one chat for an hour makes no request that would renew their token.</summary>
    private async Task<AuthenticationTicket?> RenewedAsync(string key, AuthenticationTicket stored)
    {
        var renewed = await tokens.EnsureAsync(stored);
        if (renewed is not null && renewed != stored)
        {
            await tickets.RenewAsync(key, renewed);
        }
        return renewed;
    }

    private async Task<bool> RefusedAsync(AuthenticationTicket ticket, CancellationToken cancellationToken) =>
        ticket.Properties.GetTokenValue(OpenIdConnectParameterNames.AccessToken) is { } token
        && await account.RefusesAsync(token, cancellationToken);

    private static bool IsProviderAway(Exception exception) =>
        exception is HttpRequestException or OperationCanceledException or InvalidOperationException;

    private bool IsOrphan(string key)
    {
        lock (_orphans)
        {
            return _orphans.Contains(key);
        }
    }

    /// <summary>One that came after the loss: if it goes now, then because somebody signed out.</summary>
    private void Keep(string key)
    {
        lock (_orphans)
        {
            _orphans.Remove(key);
        }
    }

    private void End(LiveSession session)
    {
        LogEnded(session.Connections.Count);
        foreach (var connection in session.Connections)
        {
            connection.Abort();
        }
    }

    [LoggerMessage(LogLevel.Information, "Ended {Connections} connections of a session that goes on no longer")]
    private partial void LogEnded(int connections);

    [LoggerMessage(LogLevel.Warning, "Sessions of open connections could not be checked: {ExceptionType}")]
    private partial void LogPostponed(string exceptionType);
}
