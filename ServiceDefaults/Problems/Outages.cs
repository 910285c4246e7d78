using System.Net.Sockets;
using Npgsql;

namespace WebchatAspire.ServiceDefaults.Problems;

/// <summary>The one notion of "something that is needed is away", as opposed to a fault of ours.</summary>
public static class Outages
{
    /// <summary>
    /// Whether the failure comes from a store or service that could not be reached, or that gave up on its own account:
    /// trying again is right. A statement that PostgreSQL refuses for what it says is none.
    /// </summary>
    public static bool IsOutage(this Exception exception) =>
        exception switch
        {
            // Classes: connection, insufficient resources, operator intervention (a shutdown, a statement cancelled).
            PostgresException e => e.IsTransient || e.SqlState[..2] is "08" or "53" or "57",
            NpgsqlException e => e.IsTransient
                || e.InnerException is IOException or SocketException or TimeoutException,
            SocketException or HttpRequestException or TimeoutException => true,
            { InnerException: { } inner } => inner.IsOutage(),
            _ => false,
        };
}
