using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using WebchatAspire.Policy.Service.Ledger.Checkpoints;
using WebchatAspire.Policy.Service.Ledger.Verification;

namespace WebchatAspire.Benchmarks;

/// <summary>
/// What the ledger costs at 1,000, 100,000 and 1,000,000 entries, all of them appended as the service does it under load. The
/// database has tidied up before each look at single ones.
/// </summary>
internal sealed class LedgerBenchmark(TextWriter output)
{
    private const int Small = 1_000;
    private const int Medium = 100_000;
    private const int Large = 1_000_000;
    private const int Callers = 50;
    private const int Single = 500;
    private const int Proofs = 2_000;

    /// <summary>What the ledger promises: the checkpoint follows within a second.</summary>
    private static readonly TimeSpan Promptly = TimeSpan.FromSeconds(1);

    private string _owner = "";
    private string _app = "";

    public async Task RunAsync()
    {
        (_owner, _app) = await MeasuredService.NewDatabaseAsync("ledger_benchmark");

        await WithServiceAsync(async service =>
        {
            await FillAsync(service, Small);
            await CoveredAsync();
        });
        await OneByOneAsync();
        await WithServiceAsync(async service =>
        {
            var began = Stopwatch.GetTimestamp();
            var appended = await FillAsync(service, Medium);
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            Tell($"append rate, {Callers} entries in a transaction: {appended / seconds:F0}/s");
            await CoveredAsync();
            Tell($"from an append to its checkpoint's commit: {service.CheckpointLag}");
            Require(
                service.CheckpointLag.Most <= Promptly,
                $"A checkpoint followed after {service.CheckpointLag.Most}."
            );
        });
        await OneByOneAsync();
        await WithServiceAsync(ReadAsync);

        await using (var service = await MeasuredService.StartAsync(_app, signs: false))
        {
            await FillAsync(service, Large);
        }
        await WithServiceAsync(async _ =>
        {
            var backlog = Large - await QueryAsync("select max(size) from ledger.checkpoints");
            var began = Stopwatch.GetTimestamp();
            await CoveredAsync();
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            Tell($"entries of a backlog into the tree: {backlog / seconds:F0}/s");
        });
        await OneByOneAsync();
        await WithServiceAsync(ReadAsync);
    }

    private async Task WithServiceAsync(Func<MeasuredService, Task> measure)
    {
        await using var service = await MeasuredService.StartAsync(_app, signs: true);
        await measure(service);
    }

    /// <summary>Transaction after transaction: the service has one under way at a time.</summary>
    private async Task<long> FillAsync(MeasuredService service, int size)
    {
        var missing = size - await SizeAsync();
        for (var left = missing; left > 0; left -= Callers)
        {
            await service.AppendAsync((int)Math.Min(left, Callers));
        }
        return missing;
    }

    /// <summary>An append by itself and the checkpoint after it by itself, which nothing makes in the background.</summary>
    private async Task OneByOneAsync()
    {
        await TidyAsync();
        await using var service = await MeasuredService.StartAsync(_app, signs: false);
        var signer = service.Services.GetRequiredService<CheckpointSigner>();
        var (append, sign) = (new Times(), new Times());
        for (var i = 0; i < Single; i++)
        {
            await append.MeasureAsync(() => service.AppendAsync(1));
            await sign.MeasureAsync(() => signer.SignAsync(CancellationToken.None));
        }
        var size = await SizeAsync();
        Tell($"at {size} entries, one append: {append}");
        Tell($"at {size} entries, one checkpoint: {sign}");
    }

    private async Task ReadAsync(MeasuredService service)
    {
        await CoveredAsync();
        var size = await SizeAsync();
        using var client = new HttpClient();
        var proof = new Times();
        for (var i = 0; i < Proofs; i++)
        {
            var address = new Uri($"{service.Ledger}/proof/{Random.Shared.NextInt64(size)}");
            await proof.MeasureAsync(() => client.GetStringAsync(address));
        }
        Tell($"at {size} entries, one receipt over HTTP: {proof}");
        var began = Stopwatch.GetTimestamp();
        var result = await VerifyCommand.RunAsync(["verify", service.Ledger], TextWriter.Null, Console.Error);
        Tell($"at {size} entries, verify over HTTP: {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s");
        Require(result == 0, "The ledger is not found right.");
    }

    private async Task CoveredAsync()
    {
        var size = await SizeAsync();
        while (await QueryAsync("select coalesce(max(size), -1) from ledger.checkpoints") < size)
        {
            await Task.Delay(10);
        }
    }

    private Task<long> SizeAsync() => QueryAsync("select size from ledger.head");

    private async Task<long> QueryAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_app);
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task TidyAsync()
    {
        await using var source = NpgsqlDataSource.Create(_owner);
        await using var command = source.CreateCommand("vacuum (analyze) ledger.entries, ledger.details, ledger.tiles");
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    private static void Require(bool met, string otherwise)
    {
        if (!met)
        {
            throw new InvalidOperationException(otherwise);
        }
    }

    private void Tell(FormattableString figure) => output.WriteLine(figure.ToString(CultureInfo.InvariantCulture));
}
