using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication;

namespace WebchatAspire.Gateway.Sessions;

/// <summary>An open hub connection of somebody who is signed in.</summary>
/// <param name="key">The session's, in the ticket store.</param>
internal sealed class LiveSession(string key, AuthenticationTicket ticket, HttpContext context)
{
    private readonly Lock _ending = new();
    private bool _over;

    public string Key => key;

    /// <summary>As it was last seen.</summary>
    public AuthenticationTicket Ticket { get; set; } = ticket;

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

/// <summary>
/// The open hub connections of staff at this gateway. A connection is let in once and then lives for hours, so somebody has
/// to look whether its session still does (<see cref="SessionWatch"/>). Residents have no session.
/// </summary>
internal sealed class LiveSessions
{
    private readonly ConcurrentDictionary<LiveSession, byte> _open = [];

    public IReadOnlyList<IGrouping<string, LiveSession>> BySession() => [.. _open.Keys.GroupBy(live => live.Key)];

    public void Add(LiveSession live) => _open.TryAdd(live, 0);

    public void Remove(LiveSession live) => _open.TryRemove(live, out _);
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
                if (Of(context) is not { } live)
                {
                    await next(context);
                    return;
                }
                sessions.Add(live);
                try
                {
                    await next(context);
                }
                finally
                {
                    live.IsOver();
                    sessions.Remove(live);
                }
            }
        );
    }

    private static LiveSession? Of(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/hubs")
        && context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult is { Ticket: { } ticket }
        && RedisTicketStore.KeyOf(ticket) is { } key
            ? new LiveSession(key, ticket, context)
            : null;
}
