using System.Net;
using System.Text;
using WebchatAspire.Policy.Service.Ledger.Notes;
using WebchatAspire.Policy.Service.Ledger.Tree;
using WebchatAspire.Policy.Service.Ledger.Verification;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests.Tree;

/// <summary>The log as anybody reads it, and what fills it.</summary>
internal static class PublishedLog
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Appends until there are so many: a service that has started testified its policy already.</summary>
    public static async Task FillAsync(this PolicyDatabase database, long size) =>
        await database.AppendAsync((int)(size - await database.QueryAsync<long>("select size from ledger.head")));

    /// <summary>Appends entries as the service's account, in one transaction.</summary>
    public static Task AppendAsync(this PolicyDatabase database, int count) =>
        PolicyDatabase.ExecuteAsync(
            database.App,
            $$"""
            do $do$
            declare
                place bigint;
                at timestamptz;
            begin
                for i in 1..{{count}} loop
                    place := (ledger.reserve_index()).next;
                    at := clock_timestamp();
                    perform ledger.append_entries(
                        place,
                        at,
                        '{decision}',
                        array[format(
                            '{"at":"%s","index":%s,"kind":"decision","v":1}',
                            to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                            place
                        )],
                        '{null}',
                        array['\x00'::bytea],
                        array['{}'::jsonb]
                    );
                end loop;
            end
            $do$
            """
        );

    public static async Task<SignedCheckpoint> CheckpointAsync(this HttpClient client) =>
        SignedCheckpoint.Parse(await client.GetStringAsync("/ledger/checkpoint", Cancellation));

    /// <summary>The checkpoint over all entries that there are now, once it is signed.</summary>
    public static async Task<SignedCheckpoint> SignedAsync(
        this PolicyApplication application,
        HttpClient? client = null
    )
    {
        var size = await application.Database.QueryAsync<long>("select size from ledger.head");
        return await Until.SomeAsync(async () =>
        {
            using var response = await (client ?? application.Client).GetAsync("/ledger/checkpoint", Cancellation);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                return null;
            }
            var checkpoint = SignedCheckpoint.Parse(await response.Content.ReadAsStringAsync(Cancellation));
            return checkpoint.Size >= size ? checkpoint : null;
        });
    }

    /// <summary>The keys that the log names, newest first.</summary>
    public static async Task<IReadOnlyList<VerifierKey>> KeysAsync(this HttpClient client) =>
        [
            .. (await client.GetStringAsync("/ledger/vkey", Cancellation))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(VerifierKey.Parse),
        ];

    /// <summary>Copies a log into a folder of the same layout.</summary>
    public static async Task CopyAsync(this HttpClient client, string folder)
    {
        var checkpoint = await client.CheckpointAsync();
        var tiles = TilePath.Of(checkpoint.Size).ToList();
        var bundles = tiles.Where(tile => tile.Level == 0).Select(tile => tile with { Level = TilePath.Entries });
        foreach (var path in tiles.Concat(bundles).Select(tile => $"tile/{tile}").Append("vkey"))
        {
            await WriteAsync(folder, path, await client.GetByteArrayAsync($"/ledger/{path}", Cancellation));
        }
        await WriteAsync(folder, "checkpoint", Encoding.UTF8.GetBytes(checkpoint.Note.ToString()));
    }

    public static async Task WriteAsync(string folder, string path, byte[] content)
    {
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, content, Cancellation);
    }

    /// <summary>Runs the command <c>verify</c>.</summary>
    public static async Task<(int Result, string Told)> VerifyAsync(params string[] arguments)
    {
        await using var told = new StringWriter();
        var result = await VerifyCommand.RunAsync(["verify", .. arguments], told, told, Cancellation);
        return (result, told.ToString());
    }
}
