using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using WebchatAspire.Policy.Service.Ledger.Notes;
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
        await application.Database.AppendAsync(300);
        var kept = await application.SignedAsync();
        await application.Database.AppendAsync(477);
        var checkpoint = await application.SignedAsync();

        var (result, told) = await VerifyAsync((await application.Client.KeysAsync())[0], kept.Note);

        Assert.True(result == 0, told);
        Assert.Contains(
            $"{checkpoint.Size} entries verified, consistent with the first {kept.Size}",
            told,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Gos_transparency_log_refuses_another_key_than_the_one_that_signed()
    {
        await application.Database.AppendAsync(1);
        var kept = await application.SignedAsync();
        using var stranger = new NoteSigner(PolicyApplication.Origin, PolicyApplication.NewKey());

        var (result, told) = await VerifyAsync(stranger.Verifier, kept.Note);

        Assert.NotEqual(0, result);
        Assert.Contains("note has no verifiable signatures", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gos_transparency_log_finds_a_log_that_was_forked_since_a_checkpoint_that_was_kept()
    {
        await application.Database.AppendAsync(2);
        var checkpoint = await application.SignedAsync();
        using var real = new NoteSigner(PolicyApplication.Origin, application.SigningKey);
        var forked = new Checkpoint(PolicyApplication.Origin, checkpoint.Size - 1, SHA256.HashData([1])).Text;

        var (result, told) = await VerifyAsync(real.Verifier, new SignedNote(forked, [real.Sign(forked)]));

        Assert.NotEqual(0, result);
        Assert.Contains("the log was forked or rewritten", told, StringComparison.Ordinal);
    }

    private async Task<(int Result, string Told)> VerifyAsync(VerifierKey key, SignedNote older)
    {
        var kept = Path.Combine(_cache, "kept");
        await File.WriteAllTextAsync(kept, older.ToString(), TestContext.Current.CancellationToken);
        var address = new Uri(application.Client.BaseAddress!, "/ledger").ToString();
        return await RunAsync(address, key.Text, kept);
    }

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
