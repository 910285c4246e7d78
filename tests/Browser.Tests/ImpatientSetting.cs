using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using WebchatAspire.Testing;

namespace WebchatAspire.Browser.Tests;

/// <summary>
/// A stack in which nobody waits long: not for an adviser who has gone, and not until a sign-in is too old for a recording.
/// </summary>
[CollectionDefinition]
public sealed class ImpatientSetting : StackFixture, ICollectionFixture<ImpatientSetting>
{
    public static readonly TimeSpan AdviserGone = TimeSpan.FromSeconds(8);
    public static readonly TimeSpan AdviserGoneWithoutScripts = TimeSpan.FromSeconds(24);

    private const string AgeOfSignIn = "id: step-up, properties: { minutes: 10 }";

    private readonly DirectoryInfo _policy = Directory.CreateTempSubdirectory("webchat-policy-");

    protected override IEnumerable<string> Settings =>
        [$"--Presence:AdviserGone={AdviserGone}", $"--Presence:AdviserGoneWithoutScripts={AdviserGoneWithoutScripts}"];

    /// <summary>The policy's own text, with the least age that it can name.</summary>
    protected override void Rewire(IDistributedApplicationTestingBuilder builder)
    {
        var service = builder.Resources.OfType<ProjectResource>().Single(project => project.Name == "policy");
        var sources = Path.Combine(Path.GetDirectoryName(service.GetProjectMetadata().ProjectPath)!, "policy");
        foreach (var file in Directory.EnumerateFiles(sources, "*.yaml"))
        {
            var text = File.ReadAllText(file);
            Assert.Contains(AgeOfSignIn, text, StringComparison.Ordinal);
            File.WriteAllText(
                Path.Combine(_policy.FullName, Path.GetFileName(file)),
                text.Replace(AgeOfSignIn, AgeOfSignIn.Replace("10", "1"), StringComparison.Ordinal)
            );
        }
        builder.CreateResourceBuilder(service).WithEnvironment("Policy__Folder", _policy.FullName);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _policy.Delete(recursive: true);
    }
}
