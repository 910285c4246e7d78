using System.Globalization;
using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Ledger.Checkpoints;
using WebchatAspire.Policy.Service.Ledger.Notes;
using WebchatAspire.Policy.Service.Ledger.Tree;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Policy.Service.Ledger.Publication;

/// <summary>
/// The log as <c>c2sp.org/tlog-tiles</c> serves it: to everybody, and nothing in it tells who or which chat (law 5). It
/// ends at the newest checkpoint; what was appended since is not served yet.
/// </summary>
internal static class TreeApi
{
    private const string Prefix = "/ledger";
    private const string EntriesPrefix = $"{Prefix}/tile/entries";
    private const string Text = "text/plain; charset=utf-8";
    private const string Forever = "public, max-age=31536000, immutable";
    private const string Briefly = "public, max-age=1";

    public static IServiceCollection AddBundleCompression(this IServiceCollection services) =>
        services.AddResponseCompression(options => options.MimeTypes = [MediaTypeNames.Application.Octet]);

    public static void MapTreeApi(this WebApplication app)
    {
        // Bundles alone: hashes do not compress.
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments(EntriesPrefix),
            entries => entries.UseResponseCompression()
        );
        var log = app.MapGroup(Prefix).AllowAnonymous().WithTags("Ledger");
        log.MapReading("/checkpoint", CheckpointAsync, "GetCheckpoint");
        log.MapReading("/vkey", VkeyAsync, "GetVerifierKeys");
        log.MapReading("/tile/{**path}", TileAsync, "GetTile");
        log.MapReading("/proof/{index}", ProofAsync, "GetReceipt");
    }

    private static void MapReading(this RouteGroupBuilder log, string path, Delegate handler, string name)
    {
        log.MapGet(path, handler).WithName(name);
        // HEAD is the same, so the API's document has one of them.
        log.MapMethods(path, [HttpMethods.Head], handler).ExcludeFromDescription();
    }

    /// <summary>The newest checkpoint (<c>c2sp.org/tlog-checkpoint</c>), a signed note. 503 before there is a first one.</summary>
    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> CheckpointAsync(
        PolicyContext database,
        HttpResponse response,
        CancellationToken cancellationToken
    ) =>
        await database.NewestCheckpointAsync(cancellationToken) is { } newest
            ? AsText(response, newest.Note)
            : Problem.Unavailable("no-checkpoint", "No checkpoint has been signed yet. Try again in a second.");

    /// <summary>The verifier key that signs now (<c>c2sp.org/signed-note</c>), and below it those that signed before, newest first.</summary>
    private static async Task<ContentHttpResult> VkeyAsync(
        PolicyContext database,
        LedgerKeys keys,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        var history = await KeyHistory.ReadAsync(database, cancellationToken);
        var vkeys = history.Vkeys.Count > 0 ? history.Vkeys.Reverse() : [keys.Current.Verifier.Text];
        return AsText(response, string.Concat(vkeys.Select(vkey => $"{vkey}\n")));
    }

    /// <summary>
    /// A tile of hashes, <c>&lt;level&gt;/&lt;index&gt;[.p/&lt;width&gt;]</c>, or a bundle of entries, <c>entries/…</c>. It
    /// never changes. 404 for what the newest checkpoint does not cover, and for a path that names no tile.
    /// </summary>
    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> TileAsync(
        string? path,
        PolicyContext database,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        if (
            !TilePath.TryParse(path ?? "", out var tile)
            || await database.NewestCheckpointAsync(cancellationToken) is not { } newest
            || tile.Width > TilePath.WidthIn(newest.Size, tile.Level, tile.Index)
        )
        {
            return NotFound(response, "no-such-tile", "The newest checkpoint covers no such tile.");
        }
        var content =
            tile.Level == TilePath.Entries
                ? await database.EntriesAsync(tile, cancellationToken) is { } entries
                    ? EntryBundle.Write(entries)
                    : null
                : await database.TileAsync(tile, cancellationToken);
        if (content is null)
        {
            return NotFound(response, "tile-missing", "The checkpoint covers this tile, and it is not there.");
        }
        response.Headers.CacheControl = Forever;
        return TypedResults.Bytes(content, MediaTypeNames.Application.Octet);
    }

    /// <summary>
    /// A receipt that the entry is in the log (<c>c2sp.org/tlog-proof@v1</c>) under the newest checkpoint, with the entry as
    /// its extra data. 404 while no checkpoint covers it.
    /// </summary>
    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> ProofAsync(
        string index,
        PolicyContext database,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        if (
            !long.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            || await database.NewestCheckpointAsync(cancellationToken) is not { } newest
            || place >= newest.Size
        )
        {
            return NotFound(response, "no-such-entry", "No checkpoint covers such an entry yet.");
        }
        try
        {
            var receipt = await ReceiptAsync(database, newest, place, cancellationToken);
            response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
            {
                FileName = $"ledger-{place}.tlog-proof",
            }.ToString();
            return AsText(response, receipt.ToString());
        }
        catch (LedgerDisagreementException)
        {
            return Problem.Of(
                StatusCodes.Status500InternalServerError,
                "ledger-disagrees",
                "The entry cannot be proved: what is stored is not what was signed."
            );
        }
    }

    private static async Task<Receipt> ReceiptAsync(
        PolicyContext database,
        LedgerCheckpoint newest,
        long index,
        CancellationToken cancellationToken
    )
    {
        var entry = await database.EntryAsync(index, cancellationToken);
        var path = await new TreeProver(database.Tiles(), newest.Size).InclusionAsync(index, cancellationToken);
        var receipt = new Receipt(index, entry, path, SignedCheckpoint.Parse(newest.Note));
        // A receipt that does not hold is worse than none.
        return receipt.Proves(entry)
            ? receipt
            : throw new LedgerDisagreementException($"entry {index} is not in the tree that was signed");
    }

    private static ContentHttpResult AsText(HttpResponse response, string text)
    {
        response.Headers.CacheControl = Briefly;
        return TypedResults.Text(text, Text, Encoding.UTF8);
    }

    /// <summary>What is not there now may be soon.</summary>
    private static ProblemHttpResult NotFound(HttpResponse response, string code, string detail)
    {
        response.Headers.CacheControl = "no-store";
        return Problem.NotFound(code, detail);
    }
}
