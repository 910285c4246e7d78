using Microsoft.Extensions.Logging;

namespace WebchatAspire.AppHost.Stores;

internal static partial class StoreLog
{
    [LoggerMessage(LogLevel.Error, "The database {Database} could not be prepared")]
    public static partial void NotPrepared(ILogger logger, Exception exception, string database);

    [LoggerMessage(
        LogLevel.Warning,
        "{Resource} of an earlier run was still running (process {Id}); it has been stopped"
    )]
    public static partial void LeftoverStopped(ILogger logger, string resource, int id);

    [LoggerMessage(
        LogLevel.Warning,
        "{Path} cannot be read, so what an earlier run may have left running is not known and not stopped"
    )]
    public static partial void ListUnreadable(ILogger logger, string path);

    /// <summary>A line that a helper program printed.</summary>
    [LoggerMessage(LogLevel.Information, "{Line}")]
    public static partial void Printed(ILogger logger, string line);
}
