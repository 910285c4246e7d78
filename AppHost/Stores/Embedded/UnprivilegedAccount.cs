namespace WebchatAspire.AppHost.Stores.Embedded;

/// <summary>
/// PostgreSQL refuses to run as root. Where the user is root, its programs run as <c>nobody</c> instead, and its files
/// lie where that account can reach them.
/// </summary>
internal static class UnprivilegedAccount
{
    private const string Name = "nobody";

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

    /// <summary>Whether others may pass through every folder on the way to this one.</summary>
    public static bool CanReach(string folder)
    {
        for (var current = new DirectoryInfo(folder); current is not null; current = current.Parent)
        {
            if (current.Exists && !current.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                return false;
            }
        }
        return true;
    }

    // Debian calls the group nogroup, Red Hat and Alpine nobody.
    private static string Group() =>
        File.ReadLines("/etc/group").Any(line => line.StartsWith("nogroup:", StringComparison.Ordinal))
            ? "nogroup"
            : Name;
}
