namespace WebchatAspire.Policy.Service.Ledger.Verification;

internal sealed class FolderLogSource : ILogSource
{
    private readonly string _folder;

    /// <exception cref="LogUnreadableException">There is no such folder.</exception>
    public FolderLogSource(string folder) =>
        _folder = Directory.Exists(folder) ? folder : throw new LogUnreadableException($"There is no folder {folder}.");

    public async Task<byte[]?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileInfo(Path.Combine(_folder, path));
        if (!file.Exists)
        {
            return null;
        }
        try
        {
            return file.Length <= ILogSource.MaxLength
                ? await File.ReadAllBytesAsync(file.FullName, cancellationToken)
                : throw new LogUnreadableException($"{file.FullName} is too long for a file of a log.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LogUnreadableException($"{file.FullName}: {exception.Message}");
        }
    }

    public IEnumerable<string> List(string path)
    {
        var folder = Path.Combine(_folder, path);
        return Directory.Exists(folder)
            ? Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => !file.EndsWith(".tmp", StringComparison.Ordinal))
                .Select(file => Path.GetRelativePath(_folder, file))
                .Order(StringComparer.Ordinal)
            : [];
    }
}
