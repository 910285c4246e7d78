using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace WebchatAspire.Testing;

/// <summary>Builds the real composition on embedded stores, with data of its own that goes when the tests end.</summary>
public static class AppHostTesting
{
    /// <summary>Long enough for a cold start on two busy cores; a hang fails with a message instead of never.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    internal static async Task<IDistributedApplicationTestingBuilder> CreateAsync(
        string folder,
        params string[] settings
    )
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>([
            "--environment=Development",
            "--Stores:Mode=embedded",
            $"--Stores:DataPath={folder}",
            $"--Gateway:Port={FreePort()}",
            .. settings,
        ]);
        // What the resources print is kept out of the test run's output; a failing test says what it needs to say.
        builder.Services.AddLogging(logging => logging.ClearProviders());
        return builder;
    }

    /// <summary>A folder that the database account can reach, also where the tests run as root.</summary>
    public static string NewFolder() =>
        Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"webchat-{Guid.NewGuid():N}")).FullName;

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
