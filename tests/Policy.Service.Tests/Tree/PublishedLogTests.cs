using System.Net;
using System.Text;
using WebchatAspire.Policy.Service.Ledger.Notes;
using WebchatAspire.Policy.Service.Ledger.Tree;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests.Tree;

/// <summary>The log as it is served to everybody (<c>c2sp.org/tlog-tiles</c>).</summary>
public sealed class PublishedLogTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_decision_comes_under_a_signed_checkpoint_by_itself()
    {
        await application.SignedAsync();
        var response = await application.EvaluateAsync(Requests.OwnCopy(Guid.CreateVersion7()));
        var index = (await PolicyApplication.ReadAsync(response))
            .GetProperty("context")
            .GetProperty("ledger_index")
            .GetInt64();

        var checkpoint = await application.SignedAsync();

        Assert.True(checkpoint.Size > index);
        var keys = await application.Client.KeysAsync();
        Assert.Equal(keys[0], Assert.Single(checkpoint.Note.SignedBy(keys)));
        Assert.Equal(
            (PolicyApplication.Origin, PolicyApplication.Origin),
            (checkpoint.Checkpoint.Origin, keys[0].Name)
        );
    }

    [Fact]
    public async Task Tiles_and_bundles_hold_what_the_checkpoint_covers_and_can_be_kept_for_ever()
    {
        var checkpoint = await FillAsync();
        var entries = await application.Database.EntriesAsync();
        foreach (var path in TilePath.Of(checkpoint.Size).Where(path => path.Level == 0))
        {
            using var tile = await application.GetAsync($"/ledger/tile/{path}", token: null);
            using var bundle = await application.GetAsync(
                $"/ledger/tile/{path with { Level = TilePath.Entries }}",
                token: null
            );

            var expected = entries.Skip((int)path.Index * 256).Take(path.Width).ToList();
            Assert.Equal(expected.SelectMany(entry => entry.LeafHash), await BytesAsync(tile));
            Assert.Equal(
                expected.Select(entry => entry.Entry),
                EntryBundle.Read(await BytesAsync(bundle)).Select(entry => Encoding.UTF8.GetString(entry.Span))
            );
            foreach (var response in new[] { tile, bundle })
            {
                Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.ToString());
                Assert.Equal(
                    "public, max-age=31536000, immutable",
                    response.Headers.CacheControl!.ToString(),
                    ignoreCase: true
                );
            }
        }
        using var upper = await application.GetAsync("/ledger/tile/1/000.p/1", token: null);
        Assert.Equal(
            MerkleTree.Perfect([.. entries.Take(256).SelectMany(entry => entry.LeafHash)]),
            await BytesAsync(upper)
        );
    }

    [Fact]
    public async Task A_partial_tile_can_be_read_in_each_width_that_it_had()
    {
        var checkpoint = await FillAsync();
        var entries = await application.Database.EntriesAsync();

        using var narrow = await application.GetAsync("/ledger/tile/0/000.p/3", token: null);
        using var beyond = await application.GetAsync(
            $"/ledger/tile/0/{TilePath.IndexPath(checkpoint.Size / 256)}.p/{(checkpoint.Size % 256) + 1}",
            token: null
        );

        Assert.Equal(entries.Take(3).SelectMany(entry => entry.LeafHash), await BytesAsync(narrow));
        Assert.Equal(HttpStatusCode.NotFound, beyond.StatusCode);
    }

    [Theory]
    [InlineData("tile/0/999")]
    [InlineData("tile/0/x999/999")]
    [InlineData("tile/1/000")]
    [InlineData("tile/1/000.p/200")]
    [InlineData("tile/2/000.p/1")]
    [InlineData("tile/63/000")]
    [InlineData("tile/entries/999.p/1")]
    [InlineData("tile/0/0")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/x")]
    [InlineData("tile/")]
    [InlineData("proof/999999")]
    [InlineData("proof/-1")]
    [InlineData("proof/one")]
    [InlineData("proof/99999999999999999999")]
    public async Task What_no_checkpoint_covers_and_what_names_nothing_is_not_found(string path)
    {
        await FillAsync();
        using var response = await application.GetAsync($"/ledger/{path}", token: null);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.NotEqual(true, response.Headers.CacheControl?.Public);
    }

    [Fact]
    public async Task The_checkpoint_and_the_keys_are_text_that_is_kept_for_a_moment()
    {
        await application.SignedAsync();
        foreach (var path in new[] { "checkpoint", "vkey" })
        {
            using var response = await application.GetAsync($"/ledger/{path}", token: null);
            Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType!.ToString());
            Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.CacheControl!.MaxAge);
            using var head = await application.SendAsync(
                new HttpRequestMessage(HttpMethod.Head, $"/ledger/{path}"),
                token: null
            );
            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        }
    }

    [Fact]
    public async Task Bundles_are_compressed_for_who_takes_it_and_hashes_are_not()
    {
        await FillAsync();
        foreach (var (path, encoding) in new[] { ("entries/000", "gzip"), ("0/000", null) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/ledger/tile/{path}");
            request.Headers.Add("Accept-Encoding", "gzip");
            using var response = await application.SendAsync(request, token: null);
            Assert.Equal(encoding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        }
    }

    [Fact]
    public async Task Every_entry_has_a_receipt_that_proves_it_without_the_log()
    {
        var checkpoint = await FillAsync();
        var keys = await application.Client.KeysAsync();
        var entries = await application.Database.EntriesAsync();
        foreach (var index in new[] { 0L, 1, 255, 256, 257, checkpoint.Size - 1 })
        {
            using var response = await application.GetAsync($"/ledger/proof/{index}", token: null);
            var text = await response.Content.ReadAsStringAsync(Cancellation);
            var receipt = Receipt.Parse(text);

            Assert.Equal(text, receipt.ToString());
            Assert.Equal(entries[(int)index].Entry, Encoding.UTF8.GetString(receipt.Entry!));
            Assert.True(receipt.Proves(receipt.Entry));
            Assert.NotEmpty(receipt.Checkpoint.Note.SignedBy(keys));
            Assert.Equal($"ledger-{index}.tlog-proof", response.Content.Headers.ContentDisposition!.FileName);
        }
    }

    /// <summary>Law 5.</summary>
    [Fact]
    public async Task Nothing_that_is_served_tells_who_or_which_chat()
    {
        var chat = Guid.CreateVersion7();
        await application.OpenCaseAsync("MARKED/CASE", "MARK-2345");
        await application.EvaluateAsync(
            Requests.Retrieval("the-marked-officer", chat, "MARK-2345", "MARKED/CASE", adviser: "the-marked-adviser"),
            application.Issuer.Staff("the-marked-officer", ["records-officer"])
        );
        await application.EvaluateAsync(Requests.OwnCopy(chat));
        var checkpoint = await application.SignedAsync();

        var served = new StringBuilder();
        var tiles = TilePath.Of(checkpoint.Size).ToList();
        foreach (
            var path in tiles
                .Where(tile => tile.Level == 0)
                .Select(tile => $"tile/{tile with { Level = TilePath.Entries }}")
                .Concat(["checkpoint", "vkey", $"proof/{checkpoint.Size - 1}", $"proof/{checkpoint.Size - 2}"])
        )
        {
            using var response = await application.GetAsync($"/ledger/{path}", token: null);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            served.Append(await response.Content.ReadAsStringAsync(Cancellation)).Append(response.Headers);
        }
        for (var back = 1; back <= 2; back++)
        {
            var proof = await application.Client.GetStringAsync(
                $"/ledger/proof/{checkpoint.Size - back}",
                Cancellation
            );
            served.Append(Encoding.UTF8.GetString(Receipt.Parse(proof).Entry!));
        }

        Assert.Contains("\"kind\":\"decision\"", served.ToString(), StringComparison.Ordinal);
        foreach (
            var personal in new[] { "marked", "MARK-2345", chat.ToString(), chat.ToString("N"), "officer", "adviser" }
        )
        {
            Assert.DoesNotContain(personal, served.ToString(), StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>More than one full tile, so that there is a level above.</summary>
    private async Task<SignedCheckpoint> FillAsync()
    {
        var size = await application.Database.QueryAsync<long>("select size from ledger.head");
        if (size < 600)
        {
            await application.Database.AppendAsync(600);
        }
        return await application.SignedAsync();
    }

    private static Task<byte[]> BytesAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response.Content.ReadAsByteArrayAsync(Cancellation);
    }
}
