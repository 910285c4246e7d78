namespace WebchatAspire.AppHost.Stores;

/// <summary>Server settings that hold in every mode in which this stack starts the server.</summary>
internal static class PostgresSettings
{
    /// <summary>Room for every service's pool (at most 100 each) and for an operator beside them.</summary>
    public const int MaxConnections = 300;
}
