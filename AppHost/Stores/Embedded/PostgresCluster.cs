using Microsoft.Extensions.Logging;

namespace WebchatAspire.AppHost.Stores.Embedded;

/// <summary>The data folder of one PostgreSQL server.</summary>
internal sealed class PostgresCluster(string folder, PostgresBinaries binaries)
{
    public const string Superuser = "postgres";

    public string Data => Path.Combine(folder, "data");

    public bool Exists => File.Exists(Path.Combine(Data, "PG_VERSION"));

    /// <summary>Makes the cluster, with passwords required of everybody and the text order of Unicode code points.</summary>
    public async Task InitialiseAsync(string password, ILogger logger, CancellationToken cancellationToken)
    {
        // A half-made cluster is left by a kill during initdb; nothing of value is in it.
        if (Directory.Exists(Data))
        {
            Directory.Delete(Data, recursive: true);
        }
        Directory.CreateDirectory(folder);
        var passwordFile = Path.Combine(folder, "password");
        await WritePrivateAsync(passwordFile, password, cancellationToken);
        await UnprivilegedAccount.GiveAsync(folder, cancellationToken);
        try
        {
            var initdb = UnprivilegedAccount.Drop(
                binaries.Program("initdb"),
                $"--pgdata={Data}",
                $"--username={Superuser}",
                $"--pwfile={passwordFile}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--no-instructions"
            );
            await Command.RunAsync(initdb, folder, cancellationToken, logger);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    /// <summary>Stops a server that an earlier run left behind on this cluster.</summary>
    /// <returns>The process id of what was stopped, or null.</returns>
    public async Task<int?> StopLeftoverAsync(CancellationToken cancellationToken)
    {
        var pidFile = Path.Combine(Data, "postmaster.pid");
        if (!File.Exists(pidFile) || !int.TryParse(File.ReadLines(pidFile).FirstOrDefault(), out var pid))
        {
            return null;
        }
        if (!await IsRunningAsync(cancellationToken))
        {
            return null;
        }
        await Command.RunAsync(
            UnprivilegedAccount.Drop(binaries.Program("pg_ctl"), "stop", $"--pgdata={Data}", "--mode=fast", "--wait"),
            folder,
            cancellationToken
        );
        return pid;
    }

    private async Task<bool> IsRunningAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Command.RunAsync(
                UnprivilegedAccount.Drop(binaries.Program("pg_ctl"), "status", $"--pgdata={Data}"),
                folder,
                cancellationToken
            );
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static async Task WritePrivateAsync(string path, string text, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        await using var writer = new StreamWriter(path, options);
        await writer.WriteAsync(text.AsMemory(), cancellationToken);
    }
}
