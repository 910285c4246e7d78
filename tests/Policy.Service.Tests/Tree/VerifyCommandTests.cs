using System.Text;
using System.Text.Json.Nodes;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Ledger.Notes;
using WebchatAspire.Policy.Service.Ledger.Tree;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests.Tree;

/// <summary>
/// The command <c>verify</c>: a log that is as it should be, and all that can be done to one. The careful forger computes
/// all tiles anew, and in some tests even has the key.
/// </summary>
public sealed class VerifyCommandTests : IClassFixture<PolicyApplication>, IAsyncLifetime
{
    private const int Entries = 600;

    private readonly PolicyApplication _application;
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"log-{Guid.NewGuid():N}");
    private string _key = "";

    public VerifyCommandTests(PolicyApplication application) => _application = application;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Address => new Uri(_application.Client.BaseAddress!, "/ledger").ToString();
    private string CheckpointFile => Path.Combine(_folder, "checkpoint");

    public async ValueTask InitializeAsync()
    {
        await _application.Database.FillAsync(Entries);
        await _application.SignedAsync();
        await _application.Client.CopyAsync(_folder);
        _key = (await _application.Client.KeysAsync())[0].Text;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_log_that_is_served_or_lies_in_a_folder_is_right()
    {
        foreach (var place in new[] { Address, _folder })
        {
            var (result, told) = await PublishedLog.VerifyAsync(
                place,
                "--vkey",
                _key,
                "--checkpoint",
                CheckpointFile,
                "--second",
                _folder
            );

            Assert.Equal((0, "All is right."), (result, told.TrimEnd().Split('\n')[^1]));
            Assert.Contains($"{Entries} entries in canonical form and in order", told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_a_key_the_logs_own_is_taken_and_that_is_said()
    {
        var (result, told) = await PublishedLog.VerifyAsync(Address);

        Assert.Equal(0, result);
        Assert.Contains("as the log itself says", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_grows_while_it_is_looked_at_is_still_right()
    {
        await using var application = new PolicyApplication();
        await application.InitializeAsync();
        await application.Database.AppendAsync(300);
        await application.SignedAsync();
        using var grown = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var growing = Task.Run(
            async () =>
            {
                while (!grown.IsCancellationRequested)
                {
                    await application.Database.AppendAsync(7);
                }
            },
            Cancellation
        );
        var address = new Uri(application.Client.BaseAddress!, "/ledger").ToString();

        var results = new List<(int Result, string Told)>();
        for (var i = 0; i < 5; i++)
        {
            results.Add(await PublishedLog.VerifyAsync(address, "--second", address));
        }
        await grown.CancelAsync();
        await growing;

        Assert.All(results, one => Assert.True(one.Result == 0, one.Told));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_edited_entry_is_found(bool careful) =>
        await AssertFoundAsync(
            entries => entries[300] = Replace(entries[300], "decision", "disposal"),
            careful,
            careful
                ? $"the tree: its {Entries} entries"
                : "entry 300: it is not the one that tile 0/001 has the hash of"
        );

    [Fact]
    public async Task An_entry_that_is_written_in_another_form_is_found() =>
        await AssertFoundAsync(
            entries => entries[300] = Replace(entries[300], ",", ", "),
            careful: true,
            "entry 300: it is not in the canonical form"
        );

    [Fact]
    public async Task An_entry_that_is_no_json_is_found() =>
        await AssertFoundAsync(
            entries => entries[300] = [0xff, 0xfe],
            careful: true,
            "entry 300: it is not the JSON of an entry"
        );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_deleted_entry_is_found(bool careful) =>
        await AssertFoundAsync(
            entries => entries.RemoveAt(300),
            careful,
            "entry 300: it says that it is entry 301: one was taken out, put in or moved"
        );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_inserted_entry_is_found(bool careful) =>
        await AssertFoundAsync(
            entries => entries.Insert(300, entries[300]),
            careful,
            "entry 301: it says that it is entry 300: one was taken out, put in or moved"
        );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reordered_entries_are_found(bool careful) =>
        await AssertFoundAsync(
            entries => (entries[300], entries[301]) = (entries[301], entries[300]),
            careful,
            "entry 300: it says that it is entry 301"
        );

    [Fact]
    public async Task Entries_that_were_renumbered_after_reordering_are_found_by_their_times() =>
        await AssertFoundAsync(
            entries =>
            {
                (entries[300], entries[301]) = (WithIndex(entries[301], 300), WithIndex(entries[300], 301));
            },
            careful: true,
            "entry 301: it is of "
        );

    [Fact]
    public async Task Cut_off_entries_are_found() =>
        await AssertFoundAsync(
            entries => entries.RemoveRange(500, 100),
            careful: false,
            "entry bundle entries/001: it has 244 entries instead of 256"
        );

    [Fact]
    public async Task A_bundle_that_ends_within_an_entry_is_found()
    {
        var path = Path.Combine(_folder, "tile", "entries", "001");
        await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path, Cancellation))[..^5], Cancellation);

        await AssertWrongAsync("entry bundle entries/001: The bundle ends within its entry 255");
    }

    [Theory]
    [InlineData("tile/0/001", "tile 0/001: it is not there")]
    [InlineData("tile/entries/001", "entry bundle entries/001: it is not there")]
    [InlineData("tile/1/000.p/2", "tile 1/000.p/2: it is not there")]
    public async Task A_missing_file_is_found(string path, string finding)
    {
        File.Delete(Path.Combine(_folder, path));
        await AssertWrongAsync(finding);
    }

    [Theory]
    [InlineData("tile/0/001", "entry 266: it is not the one that tile 0/001 has the hash of")]
    [InlineData("tile/1/000.p/2", "tile 1/000.p/2: its hash 1 is not the one that the entries give")]
    public async Task A_changed_tile_is_found(string path, string finding)
    {
        var file = Path.Combine(_folder, path);
        var tile = await File.ReadAllBytesAsync(file, Cancellation);
        tile[Math.Min(tile.Length - 1, (10 * 32) + 5)] ^= 1;
        await File.WriteAllBytesAsync(file, tile, Cancellation);

        await AssertWrongAsync(finding);
    }

    [Fact]
    public async Task A_forged_signature_is_found()
    {
        using var forger = new NoteSigner(PolicyApplication.Origin, PolicyApplication.NewKey());
        await SignAsync(forger, Read().Count, Root(Read()));
        await AssertWrongAsync("the checkpoint: No key that is trusted signed the note");

        using var real = new NoteSigner(PolicyApplication.Origin, _application.SigningKey);
        await SignAsync(
            real,
            Entries,
            Root(Read()),
            text => text.Replace($"\n{Entries}\n", "\n599\n", StringComparison.Ordinal)
        );
        await AssertWrongAsync("the checkpoint: The signature by policy.test/ledger+");
    }

    [Fact]
    public async Task A_checkpoint_of_another_log_is_found()
    {
        using var real = new NoteSigner(PolicyApplication.Origin, _application.SigningKey);
        await SignAsync(real, Entries, Root(Read()), origin: "another.test/ledger");
        await AssertWrongAsync("the checkpoint: it is of another.test/ledger, which is not the name of the key");
    }

    /// <summary>The log's own owner rewrites it and signs the new tree; only who kept something can tell.</summary>
    [Theory]
    [InlineData("--checkpoint")]
    [InlineData("--second")]
    public async Task A_forked_checkpoint_is_found_by_an_older_one(string kept)
    {
        await KeepAsync();
        var entries = Read();
        entries[300] = Replace(entries[300], "decision", "disposal");
        entries.Add(Next(entries));
        await RewriteAsync(entries);
        using var real = new NoteSigner(PolicyApplication.Origin, _application.SigningKey);
        await SignAsync(real, entries.Count, Root(entries));

        var (alone, _) = await PublishedLog.VerifyAsync(_folder, "--vkey", _key);
        Assert.Equal(0, alone);
        await AssertWrongAsync($"the first {Entries} entries of the log are not those", kept, Kept(kept));
    }

    [Theory]
    [InlineData("--checkpoint")]
    [InlineData("--second")]
    public async Task Entries_that_were_cut_off_and_the_rest_signed_are_found_by_an_older_checkpoint(string kept)
    {
        await KeepAsync();
        var entries = Read()[..500];
        await RewriteAsync(entries);
        using var real = new NoteSigner(PolicyApplication.Origin, _application.SigningKey);
        await SignAsync(real, entries.Count, Root(entries));

        await AssertWrongAsync(
            "it covers 600 entries and the log has 500: the last 100 were cut off",
            kept,
            Kept(kept)
        );
    }

    [Fact]
    public async Task A_log_that_grew_is_consistent_with_an_older_checkpoint()
    {
        await KeepAsync();
        var entries = Read();
        entries.Add(Next(entries));
        await RewriteAsync(entries);
        using var real = new NoteSigner(PolicyApplication.Origin, _application.SigningKey);
        await SignAsync(real, entries.Count, Root(entries));

        var (result, told) = await PublishedLog.VerifyAsync(
            _folder,
            "--vkey",
            _key,
            "--checkpoint",
            Kept("--checkpoint")
        );

        Assert.True(result == 0, told);
        Assert.Contains(
            $"consistent  with the older checkpoint over {Entries} entries",
            told,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_receipt_is_checked_without_the_log()
    {
        var receipt = Path.Combine(_folder, "one.tlog-proof");
        var text = await _application.Client.GetStringAsync("/ledger/proof/300", Cancellation);
        await File.WriteAllTextAsync(receipt, text, Cancellation);
        var entry = Path.Combine(_folder, "entry.json");
        await File.WriteAllBytesAsync(entry, Read()[300], Cancellation);

        var (alone, told) = await PublishedLog.VerifyAsync("--receipt", receipt, "--vkey", _key);
        Assert.Equal(0, alone);
        Assert.Contains("entry 300 is in policy.test/ledger", told, StringComparison.Ordinal);
        Assert.Equal(0, (await PublishedLog.VerifyAsync("--receipt", receipt, "--vkey", _key, entry)).Result);

        await File.WriteAllBytesAsync(entry, Replace(Read()[300], "decision", "disposal"), Cancellation);
        var (other, why) = await PublishedLog.VerifyAsync("--receipt", receipt, "--vkey", _key, entry);
        Assert.Equal(1, other);
        Assert.Contains("the receipt does not prove that it is in the log", why, StringComparison.Ordinal);

        await File.WriteAllTextAsync(
            receipt,
            text.Replace("index 300", "index 301", StringComparison.Ordinal),
            Cancellation
        );
        Assert.Equal(1, (await PublishedLog.VerifyAsync("--receipt", receipt, "--vkey", _key)).Result);
        await File.WriteAllTextAsync(receipt, "nothing of the kind", Cancellation);
        Assert.Equal(1, (await PublishedLog.VerifyAsync("--receipt", receipt, "--vkey", _key)).Result);
        using var stranger = new NoteSigner(PolicyApplication.Origin, PolicyApplication.NewKey());
        await File.WriteAllTextAsync(receipt, text, Cancellation);
        Assert.Equal(
            1,
            (await PublishedLog.VerifyAsync("--receipt", receipt, "--vkey", stranger.Verifier.Text)).Result
        );
    }

    [Theory]
    [InlineData]
    [InlineData("a", "b")]
    [InlineData("a", "--vkey")]
    [InlineData("a", "--what", "b")]
    [InlineData("--receipt", "a")]
    [InlineData("a", "--vkey", "no key")]
    [InlineData("/there/is/no/such/folder")]
    [InlineData("http://127.0.0.1:1/ledger", "--checkpoint", "/there/is/no/such/file")]
    [InlineData(
        "--receipt",
        "/there/is/no/such/file",
        "--vkey",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    )]
    public async Task What_cannot_be_looked_at_is_neither_right_nor_wrong(params string[] arguments)
    {
        var (result, told) = await PublishedLog.VerifyAsync(arguments);

        Assert.Equal(2, result);
        Assert.NotEmpty(told);
    }

    private async Task AssertFoundAsync(Action<List<byte[]>> change, bool careful, string finding)
    {
        var entries = Read();
        change(entries);
        await RewriteAsync(entries, size: Entries, tilesToo: careful);
        await AssertWrongAsync(finding);
    }

    private async Task AssertWrongAsync(string finding, params string[] more)
    {
        var (result, told) = await PublishedLog.VerifyAsync([_folder, "--vkey", _key, .. more]);

        Assert.Equal(1, result);
        Assert.Contains(finding, told, StringComparison.Ordinal);
    }

    private List<byte[]> Read() =>
        [
            .. TilePath
                .Of(Entries)
                .Where(path => path.Level == 0)
                .Select(path => Path.Combine(_folder, "tile", (path with { Level = TilePath.Entries }).ToString()))
                .SelectMany(file => EntryBundle.Read(File.ReadAllBytes(file)))
                .Select(entry => entry.ToArray()),
        ];

    /// <summary>Writes the entries, and the tiles over them if the forger is careful.</summary>
    /// <param name="size">By which the checkpoint names the files; else the number of entries.</param>
    private async Task RewriteAsync(List<byte[]> entries, int? size = null, bool tilesToo = true)
    {
        Directory.Delete(Path.Combine(_folder, "tile", "entries"), recursive: true);
        var frontier = new Frontier();
        var tiles = new Dictionary<(int Level, long Index), byte[]>();
        foreach (var entry in entries)
        {
            frontier.Append(MerkleTree.Leaf(entry), full => tiles.Add((full.Level, full.Index), full.Hashes));
        }
        foreach (var path in TilePath.Of(size ?? entries.Count))
        {
            var hashes = tiles.GetValueOrDefault((path.Level, path.Index)) ?? frontier.EdgeOf(path.Level);
            if (tilesToo)
            {
                await PublishedLog.WriteAsync(_folder, $"tile/{path}", hashes);
            }
            var bundle = entries.Skip((int)path.Index * 256).Take(256).ToList();
            if (path.Level == 0 && bundle.Count > 0)
            {
                await PublishedLog.WriteAsync(
                    _folder,
                    $"tile/{path with { Level = TilePath.Entries }}",
                    EntryBundle.Write(bundle)
                );
            }
        }
    }

    private async Task SignAsync(
        NoteSigner signer,
        int size,
        byte[] root,
        Func<string, string>? afterwards = null,
        string origin = PolicyApplication.Origin
    )
    {
        var text = new Checkpoint(origin, size, root).Text;
        var note = new SignedNote(text, [signer.Sign(text)]).ToString();
        await File.WriteAllTextAsync(CheckpointFile, afterwards?.Invoke(note) ?? note, Cancellation);
    }

    /// <summary>Somebody keeps the checkpoint that there is.</summary>
    private async Task KeepAsync() =>
        await PublishedLog.WriteAsync(
            Path.Combine(_folder, "kept"),
            "checkpoint",
            await File.ReadAllBytesAsync(CheckpointFile, Cancellation)
        );

    private string Kept(string option) => Path.Combine(_folder, "kept", option == "--checkpoint" ? "checkpoint" : "");

    private static byte[] Root(List<byte[]> entries)
    {
        var frontier = new Frontier();
        entries.ForEach(entry => frontier.Append(MerkleTree.Leaf(entry), _ => { }));
        return frontier.Root();
    }

    private static byte[] Next(List<byte[]> entries) => WithIndex(entries[^1], entries.Count);

    private static byte[] WithIndex(byte[] entry, int index)
    {
        var members = JsonNode.Parse(entry)!;
        members["index"] = index;
        return CanonicalJson.WriteBytes(members);
    }

    private static byte[] Replace(byte[] entry, string what, string by) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(entry).Replace(what, by, StringComparison.Ordinal));
}
