using System.Globalization;
using System.Text.Json;
using Npgsql;
using WebchatAspire.Testing;
using Xunit;

namespace WebchatAspire.AppHost.Tests;

/// <summary>How the whole stack ends, and what the next one finds.</summary>
public sealed class EndingTests : IDisposable
{
    private readonly string _folder = AppHostTesting.NewFolder();

    [Fact]
    public async Task What_a_kill_leaves_running_is_stopped_by_the_next_start_and_an_interrupt_leaves_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are found by what Linux tells of them.");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        // Two starts of the whole stack, beside whatever other tests run.
        patience.CancelAfter(2 * AppHostTesting.Patience);
        var data = Path.Combine(_folder, "below", "data");
        await using var first = new AppHostProcess(data, umask: "077");
        await first.UntilReadyAsync(patience.Token);
        await Sql.ExecuteAsync(
            Administrator(data),
            "create table kept (word text); insert into kept values ('still here')"
        );
        await first.KillAsync(patience.Token);
        var left = first.Descendants();

        Assert.Contains(left, process => process.Name == "postgres");
        Assert.Contains(left, process => process.Name == "Gateway");

        await using var second = new AppHostProcess(data, umask: "077");
        await second.UntilReadyAsync(patience.Token);

        foreach (var resource in (string[])["postgres", "redis", "gateway", "recording"])
        {
            Assert.Matches($"{resource}\\S* of an earlier run was still running", second.Printed);
        }
        Assert.Empty(left.Intersect(second.Descendants()));
        Assert.Equal("still here", await Sql.ScalarAsync(Administrator(data), "select word from kept"));

        await second.InterruptAsync(patience.Token);

        Assert.Equal(0, second.ExitCode);
        await Until.TrueAsync(() => second.Descendants().Count == 0, patience.Token);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The server says its port in its own file, and its password lies beside it.</summary>
    private static string Administrator(string data)
    {
        var server = File.ReadAllLines(Path.Combine(data, "postgres", "data", "postmaster.pid"));
        var secrets = JsonSerializer.Deserialize<Dictionary<string, string>>(
            File.ReadAllText(Path.Combine(data, "secrets.json"))
        )!;
        return new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = int.Parse(server[3], CultureInfo.InvariantCulture),
            Username = "postgres",
            Password = secrets["postgres-password"],
            Database = "postgres",
        }.ConnectionString;
    }
}
