using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using WebchatAspire.Policy.Service.Ledger.Checkpoints;
using WebchatAspire.Policy.Service.Ledger.Notes;
using WebchatAspire.Policy.Service.Ledger.Tree;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests.Tree;

/// <summary>Checkpoints are copied to a second party, and what it was told cannot be taken back.</summary>
public sealed class WitnessTests : IAsyncLifetime
{
    private readonly PolicyApplication _application = new();
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"witness-{Guid.NewGuid():N}");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Newest => Path.Combine(_folder, "checkpoint");

    public async ValueTask InitializeAsync()
    {
        await _application.InitializeAsync();
        await _application.Database.FillAsync(5);
        await _application.SignedAsync();
        await _application.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_folder_gets_each_checkpoint_that_is_the_newest_in_its_second_and_keeps_all()
    {
        await using var process = _application.Start(("Ledger:Witness", _folder));
        using var client = process.CreateClient();
        var first = await CopiedAsync(client);
        await _application.Database.AppendAsync(5);
        var second = await CopiedAsync(client);

        Assert.Equal((5, 10), (first.Size, second.Size));
        Assert.Equal(
            ["005", "010"],
            Directory.GetFiles(Path.Combine(_folder, "checkpoints")).Select(Path.GetFileName).Order()
        );
        var address = new Uri(client.BaseAddress!, "/ledger").ToString();
        var (result, told) = await PublishedLog.VerifyAsync(address, "--second", _folder);
        Assert.True(result == 0, told);
        Assert.Contains("the second party's checkpoints/005 over 5 entries", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Within_a_second_nothing_more_is_copied()
    {
        await using var process = _application.Start(("Ledger:Witness", _folder));
        using var client = process.CreateClient();
        await CopiedAsync(client);
        await _application.Database.AppendAsync(1);
        await _application.SignedAsync(client);
        await _application.Database.AppendAsync(1);
        await _application.SignedAsync(client);

        // The clock of the test stands still, so the second never ends.
        Assert.Equal(5, (await ReadAsync())!.Size);
        await CopiedAsync(client);
        Assert.Equal(
            ["005", "007"],
            Directory.GetFiles(Path.Combine(_folder, "checkpoints")).Select(Path.GetFileName).Order()
        );
    }

    [Fact]
    public async Task A_second_party_that_is_away_holds_up_nothing_and_gets_the_newest_when_it_is_back()
    {
        var away = true;
        var put = new ConcurrentDictionary<string, string>();
        await using var party = await StartPartyAsync(put, () => away);
        await using var process = _application.Start(("Ledger:Witness", $"{party.Urls.Single()}/council/"));
        using var client = process.CreateClient();

        await Until.TrueAsync(async () => await HealthAsync(process.Services) == HealthStatus.Degraded);
        await _application.Database.AppendAsync(5);
        var newest = await _application.SignedAsync(client);
        Assert.Empty(put);

        away = false;
        await Until.TrueAsync(() =>
        {
            _application.Clock.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(put.ContainsKey("/council/checkpoint"));
        });
        Assert.Equal(newest.Note.ToString(), put["/council/checkpoint"]);
        Assert.Equal(newest.Note.ToString(), put["/council/checkpoints/010"]);
        await Until.TrueAsync(async () => await HealthAsync(process.Services) == HealthStatus.Healthy);
    }

    [Fact]
    public async Task Where_the_second_party_has_more_than_the_log_nothing_is_signed()
    {
        await PutAsync("checkpoint", 9, new byte[32]);
        await AssertRefusesAsync("the second party has a checkpoint over 9 entries, the log one over 5");
    }

    [Fact]
    public async Task Where_the_second_party_has_another_tree_nothing_is_signed()
    {
        await PutAsync("checkpoints/005", 5, new byte[32]);
        await AssertRefusesAsync("the second party has another checkpoint over 5 entries than the log");
    }

    private async Task AssertRefusesAsync(string reason)
    {
        await using var process = _application.Start(("Ledger:Witness", _folder));
        using var client = process.CreateClient();
        await Until.TrueAsync(async () =>
        {
            var health = await process.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation);
            return health.Entries["ledger"].Description == reason;
        });
        var signed = await client.CheckpointAsync();
        await _application.Database.AppendAsync(1);

        var signer = process.Services.GetRequiredService<CheckpointSigner>();
        await Assert.ThrowsAsync<LedgerDisagreementException>(() => signer.SignAsync(Cancellation));
        Assert.Equal(signed.Size, (await client.CheckpointAsync()).Size);
    }

    private async Task PutAsync(string path, long size, byte[] root)
    {
        using var signer = new NoteSigner(PolicyApplication.Origin, _application.SigningKey);
        var text = new Checkpoint(PolicyApplication.Origin, size, root).Text;
        await PublishedLog.WriteAsync(
            _folder,
            path,
            System.Text.Encoding.UTF8.GetBytes(new SignedNote(text, [signer.Sign(text)]).ToString())
        );
    }

    /// <summary>The newest checkpoint, once it lies at the second party; until then seconds pass.</summary>
    private async Task<SignedCheckpoint> CopiedAsync(HttpClient client)
    {
        var newest = await _application.SignedAsync(client);
        return await Until.SomeAsync(async () =>
        {
            var copied = await ReadAsync();
            if (copied?.Size == newest.Size)
            {
                return copied;
            }
            _application.Clock.Advance(TimeSpan.FromSeconds(1));
            return null;
        });
    }

    private async Task<SignedCheckpoint?> ReadAsync() =>
        File.Exists(Newest) ? SignedCheckpoint.Parse(await File.ReadAllTextAsync(Newest, Cancellation)) : null;

    private static async Task<HealthStatus> HealthAsync(IServiceProvider services) =>
        (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation))
            .Entries["ledger"]
            .Status;

    private static async Task<WebApplication> StartPartyAsync(ConcurrentDictionary<string, string> put, Func<bool> away)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var party = builder.Build();
        party.MapPut(
            "/{**path}",
            async (HttpRequest request) =>
            {
                if (away())
                {
                    return Results.StatusCode((int)HttpStatusCode.InternalServerError);
                }
                using var reader = new StreamReader(request.Body);
                var content = await reader.ReadToEndAsync(Cancellation);
                var once = request.Headers.IfNoneMatch == "*";
                return put.TryAdd(request.Path, content) || !once
                    ? Results.Ok(put[request.Path] = content)
                    : Results.StatusCode((int)HttpStatusCode.PreconditionFailed);
            }
        );
        await party.StartAsync(Cancellation);
        return party;
    }
}
