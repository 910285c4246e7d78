using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace WebchatAspire.AppHost.Stores.Embedded;

/// <summary>Runs a program to its end.</summary>
internal static class Command
{
    /// <param name="command">Program and arguments.</param>
    /// <param name="logger">Gets each line that the program prints.</param>
    /// <exception cref="InvalidOperationException">The program is missing, or it failed; says which and what it printed.</exception>
    public static async Task RunAsync(
        IReadOnlyList<string> command,
        string workingDirectory,
        CancellationToken cancellationToken,
        ILogger? logger = null
    )
    {
        logger ??= NullLogger.Instance;
        var printed = new List<string>();
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(command[0], command.Skip(1))
            {
                WorkingDirectory = workingDirectory,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.OutputDataReceived += Take;
        process.ErrorDataReceived += Take;
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException($"The program '{command[0]}' was not found; please install it.");
        }
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"'{command[0]}' ended with {process.ExitCode}:{Environment.NewLine}{string.Join(Environment.NewLine, printed)}"
            );
        }

        void Take(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is { } text)
            {
                lock (printed)
                {
                    printed.Add(text);
                }
                StoreLog.Printed(logger, text);
            }
        }
    }
}
