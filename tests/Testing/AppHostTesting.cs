using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebchatAspire.AppHost.Stores.Embedded;

namespace WebchatAspire.Testing;

/// <summary>Builds the real composition on embedded stores, with data of its own that goes when the tests end.</summary>
public static class AppHostTesting
{
    /// <summary>Long enough for a cold start on two busy cores; a hang fails with a message instead of never.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync(string folder, params string[] settings)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>([
            "--environment=Development",
            "--Stores:Mode=embedded",
            $"--Stores:DataPath={folder}",
            $"--Gateway:Port={Ports.Free()}",
            .. settings,
        ]);
        // What the resources print is kept out of the test run's output; a failing test says what it needs to say.
        builder.Services.AddLogging(logging => logging.ClearProviders());
        return builder;
    }

    /// <summary>A folder that the database account can reach, also where the tests run as root.</summary>
    public static string NewFolder()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"webchat-{Guid.NewGuid():N}");
        UnprivilegedAccount.MakeFolder(folder);
        return folder;
    }
}
