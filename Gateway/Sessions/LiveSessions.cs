using System.Collections.Immutable;
using Microsoft.AspNetCore.Authentication;

namespace WebchatAspire.Gateway.Sessions;

/// <summary>An open hub connection of somebody who is signed in.</summary>
internal sealed class LiveConnection(HttpContext context)
{
    private readonly Lock _ending = new();
    private bool _over;

    /// <summary>Ends the connection, if it has not ended by itself: its context is then no longer its own.</summary>
    public void Abort()
    {
        lock (_ending)
        {
            if (!_over)
            {
                context.Abort();
            }
        }
    }

    public void IsOver()
    {
        lock (_ending)
        {
            _over = true;
        }
    }
}

/// <summary>A session with open hub connections.</summary>
/// <param name="Key">In the ticket store.</param>
/// <param name="Ticket">As it was last seen.</param>
internal sealed record LiveSession(
    string Key,
    AuthenticationTicket Ticket,
    ImmutableHashSet<LiveConnection> Connections
);

/// <summary>
/// The open hub connections of staff at this gateway. A connection is let in once and then lives for hours, so somebody has
/// to look whether its session still does (<see cref="SessionWatch"/>). Residents have no session.
/// </summary>
internal sealed class LiveSessions
{
    private readonly Lock _changing = new();
    private readonly Dictionary<string, LiveSession> _open = new(StringComparer.Ordinal);

    public IReadOnlyCollection<LiveSession> All()
    {
        lock (_changing)
        {
            return [.. _open.Values];
        }
    }

    /// <param name="key">The session's, in the ticket store.</param>
    /// <param name="ticket">Kept as it is now, whatever becomes of it.</param>
    public void Add(string key, AuthenticationTicket ticket, LiveConnection connection)
    {
        lock (_changing)
        {
            var others = _open.TryGetValue(key, out var known) ? known.Connections : [];
            _open[key] = new LiveSession(key, ticket.Clone(), others.Add(connection));
        }
    }

    public void Remove(string key, LiveConnection connection)
    {
        lock (_changing)
        {
            if (!_open.TryGetValue(key, out var known))
            {
                return;
            }
            _open[key] = known with { Connections = known.Connections.Remove(connection) };
            if (_open[key].Connections.IsEmpty)
            {
                _open.Remove(key);
            }
        }
    }

    public void Renew(string key, AuthenticationTicket ticket)
    {
        lock (_changing)
        {
            if (_open.TryGetValue(key, out var known))
            {
                _open[key] = known with { Ticket = ticket };
            }
        }
    }
}

internal static class LiveSessionsExtensions
{
    /// <summary>Has to come after authentication.</summary>
    public static void UseLiveSessions(this WebApplication app)
    {
        var sessions = app.Services.GetRequiredService<LiveSessions>();
        app.Use(
            async (context, next) =>
            {
                if (TicketOf(context) is not { } ticket || RedisTicketStore.KeyOf(ticket) is not { } key)
                {
                    await next(context);
                    return;
                }
                var connection = new LiveConnection(context);
                sessions.Add(key, ticket, connection);
                try
                {
                    await next(context);
                }
                finally
                {
                    connection.IsOver();
                    sessions.Remove(key, connection);
                }
            }
        );
    }

    private static AuthenticationTicket? TicketOf(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/hubs")
            ? context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Ticket
            : null;
}
