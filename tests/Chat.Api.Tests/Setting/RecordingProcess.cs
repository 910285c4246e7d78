using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using WebchatAspire.Testing;

namespace WebchatAspire.Chat.Api.Tests.Setting;

/// <summary>The real Recording.Service on a database of its own; it can go away and come back.</summary>
internal sealed class RecordingProcess(RecordDatabase database, Neighbours neighbours) : IAsyncDisposable
{
    private static readonly string Program = typeof(RecordingProcess)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RecordingService")
        .Value!;

    private readonly int _http = Ports.Free();
    private readonly int _grpc = Ports.Free();
    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private Process? _process;

    public string GrpcAddress => $"http://127.0.0.1:{_grpc}";

    public async Task MigrateAsync()
    {
        using var migration = Start(["migrate"]);
        await migration.WaitForExitAsync();
        Assert.Equal(0, migration.ExitCode);
    }

    public async Task StartAsync()
    {
        _process = Start([]);
        using var http = new HttpClient();
        while (true)
        {
            Assert.False(_process.HasExited, "Recording.Service ended while it started.");
            try
            {
                using var health = await http.GetAsync($"http://127.0.0.1:{_http}/health");
                if (health.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            await Task.Delay(50);
        }
    }

    /// <summary>Ends it without warning.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    private Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            WorkingDirectory = Path.GetDirectoryName(Program),
            RedirectStandardOutput = true,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["DOTNET_ENVIRONMENT"] = "Development",
                ["Logging__LogLevel__Default"] = "Warning",
                ["Kestrel__Endpoints__http__Url"] = $"http://127.0.0.1:{_http}",
                ["Kestrel__Endpoints__grpc__Url"] = GrpcAddress,
                ["ConnectionStrings__recordings-owner"] = database.As("recordings_owner"),
                ["ConnectionStrings__recordings-append"] = database.As("recordings_append"),
                ["ConnectionStrings__recordings-read"] = database.As("recordings_read"),
                ["Recording__Key"] = _key,
                ["Identity__Issuer"] = neighbours.Issuer,
                ["Identity__ClientId"] = "recording",
                ["Identity__ClientSecret"] = "for-tests",
                ["services__policy__http__0"] = neighbours.Address,
            },
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Console.WriteLine($"[recording] {line.Data}");
        process.BeginOutputReadLine();
        return process;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }
    }
}
