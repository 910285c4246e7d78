using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Ledger.Notes;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests.Tree;

/// <summary>Another key signs from some entry on, and the log itself testifies it.</summary>
public sealed class KeyRotationTests : IAsyncLifetime
{
    private readonly PolicyApplication _application = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _application.InitializeAsync();

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    [Fact]
    public async Task A_rotation_is_an_entry_that_the_first_checkpoint_of_the_new_key_covers()
    {
        var (old, before) = await BeginAsync();
        var key = PolicyApplication.NewKey();
        await using var rotated = _application.Start(
            ("Ledger:SigningKey", key),
            ("Ledger:PreviousKey", _application.SigningKey)
        );
        using var client = rotated.CreateClient();

        var checkpoint = await RotatedAsync(client, before);
        var keys = await client.KeysAsync();

        Assert.Equal(2, keys.Count);
        Assert.Equal(old, keys[1]);
        // Who knows the old key alone can go on, and learns from the entry whose key the other signature is of.
        Assert.Equal(keys, checkpoint.Note.SignedBy(keys));
        Assert.NotEmpty(checkpoint.Note.SignedBy([old]));
        Assert.NotEmpty(before.Note.SignedBy(keys));
        var entry = JsonNode.Parse((await _application.Database.EntriesAsync())[(int)before.Size].Entry)!;
        Assert.Equal(LedgerKinds.KeyRotated, entry["kind"]!.GetValue<string>());
        Assert.Equal(old.Text, entry["old_vkey"]!.GetValue<string>());
        Assert.Equal(keys[0].Text, entry["new_vkey"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_key_that_was_replaced_signs_nothing_more()
    {
        var (_, before) = await BeginAsync();
        await using var rotated = _application.Start(("Ledger:SigningKey", PolicyApplication.NewKey()));
        using var client = rotated.CreateClient();
        await RotatedAsync(client, before);
        await rotated.DisposeAsync();

        await using var late = _application.Start();
        await _application.Database.AppendAsync(1);

        await Until.TrueAsync(async () =>
        {
            var health = await late.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation);
            return health.Entries["ledger"].Description is { } reason
                && reason.Contains("replaced by a newer one", StringComparison.Ordinal);
        });
        Assert.Equal(
            before.Size + 1,
            await _application.Database.QueryAsync<long>("select max(size) from ledger.checkpoints")
        );
    }

    [Fact]
    public async Task Rotations_follow_each_other_and_every_checkpoint_stays_verifiable()
    {
        var (first, before) = await BeginAsync();
        foreach (var key in new[] { PolicyApplication.NewKey(), PolicyApplication.NewKey() })
        {
            await using var rotated = _application.Start(("Ledger:SigningKey", key));
            using var client = rotated.CreateClient();
            before = await RotatedAsync(client, before);
            await _application.Database.AppendAsync(3);
            before = await _application.SignedAsync(client);
            if ((await client.KeysAsync()).Count < 3)
            {
                continue;
            }
            var keys = await client.KeysAsync();
            Assert.Equal((3, first), (keys.Count, keys[^1]));
            var notes = await _application.Database.QueryAsync<string[]>(
                "select array_agg(note) from ledger.checkpoints"
            );
            Assert.All(notes, note => Assert.NotEmpty(SignedCheckpoint.Parse(note).Note.SignedBy(keys)));
            return;
        }
        Assert.Fail("The log does not name three keys.");
    }

    [Fact]
    public async Task Who_trusts_the_newest_key_verifies_what_earlier_ones_signed_and_nobody_else_did()
    {
        var (first, kept) = await BeginAsync();
        var folder = Directory.CreateTempSubdirectory("rotated-").FullName;
        IReadOnlyList<VerifierKey> keys = [];
        var before = kept;
        foreach (var key in new[] { PolicyApplication.NewKey(), PolicyApplication.NewKey() })
        {
            await using var rotated = _application.Start(("Ledger:SigningKey", key));
            using var client = rotated.CreateClient();
            before = await RotatedAsync(client, before);
            await client.CopyAsync(folder);
            keys = await client.KeysAsync();
        }
        Assert.Equal((3, first), (keys.Count, keys[^1]));

        async Task<(int Result, string Told)> VerifyAsync(VerifierKey trusted, SignedNote older)
        {
            var file = Path.Combine(folder, "kept");
            await File.WriteAllTextAsync(file, older.ToString(), Cancellation);
            return await PublishedLog.VerifyAsync(folder, "--vkey", trusted.Text, "--checkpoint", file);
        }
        using var stranger = new NoteSigner(PolicyApplication.Origin, PolicyApplication.NewKey());
        var right = await VerifyAsync(keys[0], kept.Note);
        var forged = await VerifyAsync(keys[0], new SignedNote(kept.Note.Text, [stranger.Sign(kept.Note.Text)]));
        var late = await VerifyAsync(first, kept.Note);
        Directory.Delete(folder, recursive: true);

        Assert.True(right.Result == 0, right.Told);
        Assert.Contains($"with the older checkpoint over {kept.Size} entries", right.Told, StringComparison.Ordinal);
        Assert.Equal(1, forged.Result);
        Assert.Contains("the older checkpoint: No key that is trusted", forged.Told, StringComparison.Ordinal);
        // Whoever has an old key could name any other as the one that replaced it.
        Assert.Equal(1, late.Result);
        Assert.Contains("the checkpoint: No key that is trusted", late.Told, StringComparison.Ordinal);
    }

    private async Task<(VerifierKey Key, SignedCheckpoint Checkpoint)> BeginAsync()
    {
        await _application.Database.AppendAsync(3);
        var before = await _application.SignedAsync();
        var keys = await _application.Client.KeysAsync();
        await _application.StopAsync();
        return (Assert.Single(keys), before);
    }

    private static Task<SignedCheckpoint> RotatedAsync(HttpClient client, SignedCheckpoint before) =>
        Until.SomeAsync(async () => await client.CheckpointAsync() is var now && now.Size > before.Size ? now : null);
}
