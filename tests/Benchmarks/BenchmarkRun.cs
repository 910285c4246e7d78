using WebchatAspire.Testing;

namespace WebchatAspire.Benchmarks;

/// <summary>
/// Measurements that need real stores and no other service: <c>dotnet run -c Release --project tests/Benchmarks -- decisions</c>
/// or <c>-- ledger</c>.
/// </summary>
internal static class BenchmarkRun
{
    public static async Task<int> Main(string[] args)
    {
        Func<Task>? benchmark = args switch
        {
            ["ledger"] => new LedgerBenchmark(Console.Out).RunAsync,
            ["decisions"] => new DecisionBenchmark(Console.Out).RunAsync,
            _ => null,
        };
        if (benchmark is null)
        {
            await Console.Error.WriteLineAsync("Usage: decisions | ledger");
            return 2;
        }
        var stores = new Stores();
        await stores.StartAsync(diagnosticMessageSink: null!);
        try
        {
            await benchmark();
            return 0;
        }
        finally
        {
            await stores.StopAsync();
        }
    }
}
