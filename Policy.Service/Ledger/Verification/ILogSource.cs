namespace WebchatAspire.Policy.Service.Ledger.Verification;

/// <summary>A log, or a second party's copy, to read from: an address or a folder with the same layout.</summary>
internal interface ILogSource
{
    /// <summary>Of one file; a bundle of 256 of the longest entries is not longer.</summary>
    const int MaxLength = 17 * 1024 * 1024;

    /// <returns>The content, or null where there is none.</returns>
    /// <exception cref="LogUnreadableException">It is not known whether there is.</exception>
    Task<byte[]?> ReadAsync(string path, CancellationToken cancellationToken);

    /// <summary>All paths below one, if the source can tell.</summary>
    IEnumerable<string> List(string path);

    static ILogSource Of(string place) =>
        LedgerOptions.WebAddress(place) is { } address ? new WebLogSource(address) : new FolderLogSource(place);
}

/// <summary>The log, or a file, cannot be read at all. That says nothing about whether it is right.</summary>
internal sealed class LogUnreadableException(string message) : Exception(message);
