using System.ComponentModel;
using System.Diagnostics;

namespace WebchatAspire.AppHost.Stores;

internal static class ContainerEngine
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Whether an engine answers, not merely whether its client is installed.</summary>
    public static bool Answers() => Answers("docker") || Answers("podman");

    private static bool Answers(string client)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(client, ["info", "--format", "{{.Host}}{{.ServerVersion}}"])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (process.WaitForExit(Patience))
            {
                return process.ExitCode == 0;
            }
            process.Kill();
            return false;
        }
        catch (Win32Exception)
        {
            // The client is not installed.
            return false;
        }
    }
}
