using WebchatAspire.AppHost.Stores;
using WebchatAspire.Testing;
using Xunit;

namespace WebchatAspire.AppHost.Tests;

public sealed class ContainerEngineTests : IDisposable
{
    private const string Docker = """[ "$*" = "version --format {{.Server.Version}}" ] && echo 29.1.3""";
    private const string Podman = """[ "$*" = "info --format {{.Host.Arch}}" ] && echo amd64""";
    private const string ClientAlone = "echo 'Cannot connect to the daemon' >&2; echo; exit 1";
    private const string Silent = "exit 0";
    private const string Hanging = "exec sleep 600";

    private readonly string _folder = AppHostTesting.NewFolder();

    [Theory]
    [InlineData(Docker, null, true)]
    [InlineData(null, Podman, true)]
    [InlineData(ClientAlone, Podman, true)]
    [InlineData(Hanging, Podman, true)]
    [InlineData(null, null, false)]
    [InlineData(ClientAlone, null, false)]
    [InlineData(Silent, ClientAlone, false)]
    public async Task An_engine_is_there_when_it_answers_through_its_client(string? docker, string? podman, bool there)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The clients of this test are shell scripts.");
        Write("docker", docker);
        Write("podman", podman);

        Assert.Equal(there, await ContainerEngine.AnswersAsync(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string client, string? script)
    {
        if (script is null || OperatingSystem.IsWindows())
        {
            return;
        }
        var path = Path.Combine(_folder, client);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
