using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using WebchatAspire.Policy.Service.Ledger.Notes;
using WebchatAspire.Policy.Service.Ledger.Tree;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests.Tree;

/// <summary>What is signed and what is not. Each test has a ledger of its own, because most of them spoil it.</summary>
public sealed class CheckpointTests : IAsyncLifetime
{
    private readonly PolicyApplication _application = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _application.InitializeAsync();

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    [Fact]
    public async Task A_ledger_without_entries_has_a_checkpoint_and_nothing_else()
    {
        // A store that is full takes no policy, and a service that waits for it has testified nothing.
        await using var database = new PolicyDatabase();
        await database.InitializeAsync();
        await database.ExecuteAsync(
            """
            create function public.fail() returns trigger language plpgsql as
                $$ begin raise exception 'no' using errcode = 'disk_full'; end $$;
            create trigger fail before insert on policy.versions for each row execute function public.fail();
            """
        );
        await using var empty = _application.Start(database.App);
        using var client = empty.CreateClient();
        var checkpoint = await Until.SomeAsync(async () =>
        {
            using var response = await client.GetAsync("/ledger/checkpoint", TestContext.Current.CancellationToken);
            return response.IsSuccessStatusCode
                ? SignedCheckpoint.Parse(
                    await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
                )
                : null;
        });

        Assert.Equal((0, SHA256.HashData([])), (checkpoint.Size, checkpoint.Root), Same);
        Assert.NotEmpty(checkpoint.Note.SignedBy(await client.KeysAsync()));
        foreach (var path in new[] { "tile/0/000", "tile/0/000.p/1", "tile/entries/000.p/1", "proof/0" })
        {
            using var response = await client.GetAsync($"/ledger/{path}", TestContext.Current.CancellationToken);
            Assert.Equal(System.Net.HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Fact]
    public async Task Several_processes_sign_one_line_of_checkpoints()
    {
        await using var second = _application.Start();
        await using var third = _application.Start();
        for (var i = 0; i < 20; i++)
        {
            await _application.Database.AppendAsync(30);
            await Task.WhenAll(
                _application.EvaluateAsync(Requests.OwnCopy(Guid.CreateVersion7())),
                _application.EvaluateAsync(Requests.OwnCopy(Guid.CreateVersion7()), client: second.CreateClient())
            );
        }

        var newest = await _application.SignedAsync();
        using var other = third.CreateClient();
        Assert.Equal(newest.Note.ToString(), (await other.CheckpointAsync()).Note.ToString());
        await AssertOneLineAsync(newest);
    }

    [Fact]
    public async Task A_process_that_starts_later_goes_on_where_another_stopped()
    {
        await _application.Database.AppendAsync(300);
        var before = await _application.SignedAsync();
        await using (var other = _application.Start())
        {
            await _application.Database.AppendAsync(300);
            await _application.SignedAsync(other.CreateClient());
        }
        await _application.Database.AppendAsync(1);

        var newest = await _application.SignedAsync();

        Assert.True(newest.Size > before.Size);
        await AssertOneLineAsync(newest);
    }

    [Theory]
    [InlineData(
        "update ledger.entries set entry = replace(entry, 'decision', 'Decision') where index = 299",
        "entry 299"
    )]
    [InlineData("delete from ledger.entries where index = 299", "entry 299")]
    [InlineData("update ledger.entries set leaf_hash = sha256('') where index = 299", "entry 299")]
    [InlineData("update ledger.entries set leaf_hash = sha256('') where index = 297", "the first 298 entries")]
    [InlineData(
        "update ledger.tiles set root = sha256('') where index = 0",
        "the first 298 entries|the root of tile 0/000"
    )]
    [InlineData("update ledger.entries set entry = '{}' where index = 7", "entry 7 ")]
    [InlineData("delete from ledger.entries where index = 7", "entries/000")]
    [InlineData("update ledger.checkpoints set root = sha256('') where size = 298", "checkpoint over 298")]
    [InlineData(
        "update ledger.checkpoints set note = replace(note, '298', '297') where size = 298",
        "checkpoint over 298"
    )]
    [InlineData("update ledger.head set size = 5", "298 entries were signed and there are 5")]
    public async Task Nothing_more_is_signed_over_a_ledger_that_was_changed(string change, string finding)
    {
        await _application.Database.FillAsync(298);
        var signed = await _application.SignedAsync();
        await _application.StopAsync();
        await _application.Database.AppendAsync(2);
        await ForceAsync(change);

        await using var later = _application.Start();
        var reason = await Until.SomeAsync(() => RefusalAsync(later.Services));

        // The signer or the audit may be the first to see it.
        Assert.Contains(finding.Split('|'), part => reason.Contains(part, StringComparison.Ordinal));
        Assert.Equal(298, signed.Size);
        // An old entry that was changed is noticed by the audit, which may come after one more checkpoint.
        Assert.InRange(
            await _application.Database.QueryAsync<long>("select max(size) from ledger.checkpoints"),
            298,
            300
        );
    }

    [Fact]
    public async Task A_log_does_not_change_its_name()
    {
        await _application.Database.AppendAsync(1);
        await _application.SignedAsync();

        await using var renamed = _application.Start(("Ledger:Origin", "another.test/ledger"));

        var reason = await Until.SomeAsync(() => RefusalAsync(renamed.Services));
        Assert.Contains("a log does not change its name", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ledger:SigningKey", "not a key")]
    [InlineData("Ledger:SigningKey", "")]
    [InlineData("Ledger:PreviousKey", "AAAA")]
    [InlineData("Ledger:Origin", "two words")]
    [InlineData("Ledger:Origin", "")]
    [InlineData("Ledger:Witness", "here/or/there")]
    [InlineData("Ledger:Witness", "ftp://a.test/")]
    public void A_setting_that_cannot_be_used_stops_the_start_and_is_not_repeated(string name, string value)
    {
        Assert.ThrowsAny<Exception>(() => _application.Start((name, value)).Dispose());

        // The host says why; what the factory throws may be only that there is no host.
        var why = Assert.Single(
            _application.Log.GetSnapshot(),
            record => record.Category == "Microsoft.Extensions.Hosting.Internal.Host" && record.Exception is not null
        );
        Assert.Contains("Ledger", why.Exception!.ToString(), StringComparison.Ordinal);
        Assert.True(value.Length == 0 || !why.Exception.Message.Contains(value, StringComparison.Ordinal));
    }

    /// <summary>Each checkpoint that was ever signed is one of the tree that there is now.</summary>
    private async Task AssertOneLineAsync(SignedCheckpoint newest)
    {
        var keys = await _application.Client.KeysAsync();
        var notes = await _application.Database.QueryAsync<string[]>(
            "select array_agg(note order by size) from ledger.checkpoints"
        );
        var leaves = (await _application.Database.EntriesAsync()).Select(entry => entry.LeafHash).ToList();
        var frontier = new Frontier();
        foreach (var checkpoint in notes.Select(SignedCheckpoint.Parse))
        {
            while (frontier.Size < checkpoint.Size)
            {
                frontier.Append(leaves[(int)frontier.Size], _ => { });
            }
            Assert.NotEmpty(checkpoint.Note.SignedBy(keys));
            Assert.Equal((frontier.Size, frontier.Root()), (checkpoint.Size, checkpoint.Root), Same);
        }
        Assert.Equal(newest.Size, frontier.Size);
    }

    /// <summary>Why the health probe says that nothing is signed, if it does.</summary>
    private static async Task<string?> RefusalAsync(IServiceProvider services)
    {
        var health = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation);
        return health.Entries["ledger"] is { Status: HealthStatus.Unhealthy, Description: { } reason } ? reason : null;
    }

    /// <summary>As somebody does whom neither rights nor triggers stop.</summary>
    private Task ForceAsync(string sql) =>
        _application.Database.ExecuteAsync($"set session_replication_role = replica; {sql};");

    private static bool Same((long Size, byte[] Root) one, (long Size, byte[] Root) other) =>
        one.Size == other.Size && one.Root.AsSpan().SequenceEqual(other.Root);
}
