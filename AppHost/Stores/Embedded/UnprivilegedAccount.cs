namespace WebchatAspire.AppHost.Stores.Embedded;

/// <summary>
/// PostgreSQL refuses to run as root. Where the user is root, its programs run as <c>nobody</c> instead, and its files
/// lie where that account can reach them.
/// </summary>
internal static class UnprivilegedAccount
{
    private const string Name = "nobody";

    private const UnixFileMode Enterable =
        UnixFileMode.UserRead
        | UnixFileMode.UserWrite
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    public static bool Needed => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    /// <summary>The command line that runs the program as the account; as it is where no drop is needed.</summary>
    public static IReadOnlyList<string> Drop(params IEnumerable<string> command) =>
        Needed
            ? ["setpriv", $"--reuid={Name}", $"--regid={Group()}", "--clear-groups", "--no-new-privs", .. command]
            : [.. command];

    /// <summary>Gives the folder and all in it to the account.</summary>
    public static async Task GiveAsync(string folder, CancellationToken cancellationToken)
    {
        if (Needed)
        {
            await Command.RunAsync(["chown", "-R", $"{Name}:{Group()}", folder], folder, cancellationToken);
        }
    }

    /// <summary>Lets everybody read the folder and all in it, whatever the umask was when it was made.</summary>
    public static async Task ShowAsync(string folder, CancellationToken cancellationToken)
    {
        if (Needed)
        {
            await Command.RunAsync(["chmod", "-R", "a+rX", folder], folder, cancellationToken);
        }
    }

    /// <summary>Makes the folder and what is missing above it, so that the account can enter, whatever the umask is.</summary>
    public static void MakeFolder(string path)
    {
        var missing = new List<string>();
        for (var above = path; above is not null && !Directory.Exists(above); above = Path.GetDirectoryName(above))
        {
            missing.Add(above);
        }
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows() && Needed)
        {
            foreach (var folder in missing)
            {
                File.SetUnixFileMode(folder, Enterable);
            }
        }
    }

    /// <exception cref="InvalidOperationException">The account is needed and cannot enter the folder; says why not.</exception>
    public static void RequireReach(string folder)
    {
        if (Needed && BarrierBefore(folder) is { } barrier)
        {
            throw new InvalidOperationException(
                $"PostgreSQL does not run as root, and the account '{Name}', as which it runs instead, cannot enter {barrier} "
                    + $"on the way to {folder}. Let others pass (chmod o+x {barrier}), or set Stores:DataPath to a folder "
                    + "that everybody can reach."
            );
        }
    }

    /// <summary>The first folder on the way to this one, or itself, that others may not pass; null if there is none.</summary>
    public static string? BarrierBefore(string folder)
    {
        string? barrier = null;
        for (var current = new DirectoryInfo(folder); current is not null; current = current.Parent)
        {
            if (
                !OperatingSystem.IsWindows()
                && current.Exists
                && !current.UnixFileMode.HasFlag(UnixFileMode.OtherExecute)
            )
            {
                barrier = current.FullName;
            }
        }
        return barrier;
    }

    // Debian calls the group nogroup, Red Hat and Alpine nobody.
    private static string Group() =>
        File.ReadLines("/etc/group").Any(line => line.StartsWith("nogroup:", StringComparison.Ordinal))
            ? "nogroup"
            : Name;
}
