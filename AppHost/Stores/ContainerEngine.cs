using System.ComponentModel;
using System.Diagnostics;

namespace WebchatAspire.AppHost.Stores;

internal static class ContainerEngine
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>For each client a question that it can answer only together with its engine.</summary>
    private static readonly (string Client, string[] Question)[] Clients =
    [
        ("docker", ["version", "--format", "{{.Server.Version}}"]),
        ("podman", ["info", "--format", "{{.Host.Arch}}"]),
    ];

    /// <summary>Whether an engine answers, not merely whether its client is installed.</summary>
    /// <param name="folder">Where the clients lie; by default they are looked for as the system does.</param>
    public static async Task<bool> AnswersAsync(string folder = "")
    {
        using var patience = new CancellationTokenSource(Patience);
        var answers = await Task.WhenAll(
            Clients.Select(asked => AnswersAsync(Path.Combine(folder, asked.Client), asked.Question, patience.Token))
        );
        return answers.Contains(true);
    }

    private static async Task<bool> AnswersAsync(string client, string[] question, CancellationToken patience)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(client, question)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.ErrorDataReceived += (_, _) => { };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            // The client is not installed.
            return false;
        }
        process.BeginErrorReadLine();
        try
        {
            var answer = await process.StandardOutput.ReadToEndAsync(patience);
            await process.WaitForExitAsync(patience);
            return process.ExitCode == 0 && !string.IsNullOrWhiteSpace(answer);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return false;
        }
    }
}
