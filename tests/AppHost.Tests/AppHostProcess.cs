using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Threading.Channels;
using WebchatAspire.Testing;
using Xunit;

namespace WebchatAspire.AppHost.Tests;

/// <summary>
/// The built AppHost as a user starts it: a process of its own, with all of the stack. Everything that it leads to is
/// found by the folder of its data, which stands in its environment, its command line or its working folder.
/// </summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    private const string Here = "http://127.0.0.1";

    private readonly string _folder;
    private readonly Process _process;
    private readonly StringBuilder _printed = new();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    /// <param name="umask">What is taken from the rights of whatever is created, such as <c>077</c>.</param>
    public AppHostProcess(string folder, string umask)
    {
        _folder = folder;
        var project = Projects.AppHost.ProjectPath;
        var build = typeof(AppHostProcess).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var start = new ProcessStartInfo(
            "/bin/sh",
            [
                "-c",
                // Who starts the tests in the background has Ctrl+C ignored, which the process would inherit.
                $"umask {umask} && exec env --default-signal=INT \"$@\"",
                "sh",
                "dotnet",
                Path.Combine(project, "bin", build, $"net{Environment.Version.Major}.0", "AppHost.dll"),
                "--Stores:Mode=embedded",
                $"--Stores:DataPath={folder}",
                $"--Gateway:Port={Ports.Free()}",
            ]
        )
        {
            WorkingDirectory = project,
            RedirectStandardOutput = true,
            Environment =
            {
                ["DOTNET_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_URLS"] = $"{Here}:{Ports.Free()}",
                ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
                ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"{Here}:{Ports.Free()}",
                ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = $"{Here}:{Ports.Free()}",
                ["WEBCHAT_TEST_FOLDER"] = folder,
            },
        };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
    }

    /// <summary>All that has been printed and read so far.</summary>
    public string Printed => _printed.ToString();

    public int ExitCode => _process.ExitCode;

    /// <summary>Reads on until everything is healthy.</summary>
    public async Task UntilReadyAsync(CancellationToken cancellationToken)
    {
        await foreach (var line in _lines.Reader.ReadAllAsync(cancellationToken))
        {
            _printed.AppendLine(line);
            if (line.Contains("WebchatAspire is ready at", StringComparison.Ordinal))
            {
                return;
            }
        }
        Assert.Fail($"The AppHost ended while it started:{Environment.NewLine}{Printed}");
    }

    /// <summary>As Ctrl+C does.</summary>
    public async Task InterruptAsync(CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-INT", Text(_process.Id)]);
        await kill.WaitForExitAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Ends the AppHost and its orchestrator without a chance to clear up.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        var orchestrator = Descendants().Where(process => process.Name.StartsWith("dcp", StringComparison.Ordinal));
        foreach (var (id, _) in orchestrator.Prepend((_process.Id, "")).ToList())
        {
            KillProcess(id);
        }
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>What runs at this moment because of this stack.</summary>
    public IReadOnlyList<(int Id, string Name)> Descendants() =>
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Select(path => (Path: path, IsProcess: int.TryParse(Path.GetFileName(path), out var id), Id: id))
                .Where(entry => entry.IsProcess && entry.Id != _process.Id && Belongs(entry.Path))
                .Select(entry => (entry.Id, Read(entry.Path, "comm").Trim())),
        ];

    public async ValueTask DisposeAsync()
    {
        foreach (var (id, _) in Descendants().Prepend((_process.Id, "")))
        {
            KillProcess(id);
        }
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            _lines.Writer.TryComplete();
        }
        else
        {
            _lines.Writer.TryWrite(line);
        }
    }

    private bool Belongs(string process) =>
        Read(process, "environ").Contains(_folder, StringComparison.Ordinal)
        || Read(process, "cmdline").Contains(_folder, StringComparison.Ordinal)
        || WorkingFolder(process).StartsWith(_folder, StringComparison.Ordinal);

    private static string Read(string process, string file) =>
        OrNothing(() => File.ReadAllText(Path.Combine(process, file)));

    private static string WorkingFolder(string process) =>
        OrNothing(() => new FileInfo(Path.Combine(process, "cwd")).LinkTarget ?? "");

    /// <summary>Processes come and go while one looks, and those of others are not to be looked at.</summary>
    private static string OrNothing(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static void KillProcess(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It has ended.
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
