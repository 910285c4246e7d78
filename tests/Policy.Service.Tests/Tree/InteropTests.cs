using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests.Tree;

/// <summary>
/// The log by an implementation that is not ours: golang.org/x/mod/sumdb, as Debian packages it, without a network. It
/// needs the Go toolchain, and fails where there is none.
/// </summary>
public sealed class InteropTests(PolicyApplication application) : IClassFixture<PolicyApplication>, IDisposable
{
    private const string Library = "/usr/share/gocode";
    private const string Missing =
        "This test needs Go and its module x/mod: apt-get install golang-go golang-golang-x-mod-dev";

    private readonly string _cache = Directory.CreateTempSubdirectory("interop-").FullName;

    public void Dispose() => Directory.Delete(_cache, recursive: true);

    [Fact]
    public async Task Gos_transparency_log_verifies_checkpoint_tiles_and_entries()
    {
        await application.EvaluateAsync(Requests.OwnCopy(Guid.CreateVersion7()));
        await application.Database.AppendAsync(777);
        var checkpoint = await application.SignedAsync();
        var key = (await application.Client.KeysAsync())[0];

        var (result, told) = await RunAsync(Address, key.Text);

        Assert.True(result == 0, told);
        Assert.Contains($"{checkpoint.Size} entries verified", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gos_transparency_log_refuses_another_key_than_the_one_that_signed()
    {
        await application.Database.AppendAsync(1);
        await application.SignedAsync();
        using var stranger = new Ledger.Notes.NoteSigner(PolicyApplication.Origin, PolicyApplication.NewKey());

        var (result, told) = await RunAsync(Address, stranger.Verifier.Text);

        Assert.NotEqual(0, result);
        Assert.Contains("note has no verifiable signatures", told, StringComparison.Ordinal);
    }

    private string Address => new Uri(application.Client.BaseAddress!, "/ledger").ToString();

    private async Task<(int Result, string Told)> RunAsync(params string[] arguments)
    {
        Assert.True(Directory.Exists(Path.Combine(Library, "src/golang.org/x/mod/sumdb")), Missing);
        var start = new ProcessStartInfo("go", ["run", Program(), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment =
            {
                ["GO111MODULE"] = "off",
                ["GOPATH"] = Library,
                ["GOFLAGS"] = "",
                ["GOCACHE"] = _cache,
                ["GOTOOLCHAIN"] = "local",
            },
        };
        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Fail(Missing);
            throw;
        }
    }

    private static string Program([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../Ledger.Interop/main.go"));
}
