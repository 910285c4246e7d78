using System.Diagnostics;
using System.Globalization;
using WebchatAspire.Fault.Tests.Faults;
using Xunit;

namespace WebchatAspire.Fault.Tests;

/// <summary>
/// 200 chats that go on while a replica is killed, the stores are restarted and the network is cut. It takes a minute or two;
/// <c>WEBCHAT_FAULT_MINUTES</c> makes it go round for longer.
/// </summary>
public sealed class FaultTests(FaultSetting stack)
{
    private const int Chats = 200;

    /// <summary>After this the clients of a killed replica have to be on another.</summary>
    private static readonly TimeSpan OnAnother = TimeSpan.FromSeconds(5);

    /// <summary>A hang ends with the figures and not with the run.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan Converging = TimeSpan.FromSeconds(30);

    private static TimeSpan Minutes =>
        TimeSpan.FromMinutes(
            double.Parse(
                Environment.GetEnvironmentVariable("WEBCHAT_FAULT_MINUTES") ?? "0",
                CultureInfo.InvariantCulture
            )
        );

    [Fact]
    public async Task Whatever_is_taken_away_no_acknowledged_message_is_lost_doubled_or_out_of_order_and_all_clients_agree()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience + Minutes);
        var watch = Stopwatch.StartNew();
        await using var crowd = await Crowd.GatherAsync(stack, Chats, patience.Token);
        var gathered = watch.Elapsed;
        var run = new FaultRun(crowd);

        var isOver = await run.RunAsync(round => Faults.Fault.Round(stack, round), Minutes, patience.Token);
        var record = await Comparison.ReadRecordAsync(
            await stack.ConnectionStringAsync("recordings", cancel),
            crowd.Conversations.Select(conversation => conversation.ChatId),
            cancel
        );
        var last = record.ToDictionary(chat => chat.Key, chat => chat.Max(row => row.Seq));
        await run.ConvergeAsync(last, Converging, cancel);

        var comparison = Comparison.Of(crowd.Conversations, record);
        var impacts = run.Incidents.Select(incident => Figures.ImpactOf(incident, crowd)).ToList();
        Tell(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Figures.Table(crowd, impacts, comparison)}{gathered.TotalSeconds:F0} s to begin, {watch.Elapsed.TotalSeconds:F0} s in all\n"
            )
        );
        foreach (var replica in FaultSetting.Replicas)
        {
            Assert.Null(await stack.EndOfAsync(replica, cancel));
        }
        Assert.Empty(crowd.Sides.Select(side => side.Chat.GivenUp).OfType<string>());
        Assert.True(comparison.IsClean, string.Join(Environment.NewLine, comparison.Examples));
        Assert.True(isOver, "Something did not come back in time.");
        // A fault that nobody felt shows nothing.
        Assert.All(impacts, impact => Assert.NotEqual(0, impact.Lost + impact.Resends));
        var killed = impacts.Where((_, i) => run.Incidents[i].Fault.IsOneOfSeveral).ToList();
        Assert.All(killed, impact => Assert.NotEqual(0, impact.Lost));
        Assert.All(killed, impact => Assert.InRange(impact.Reconnected, TimeSpan.Zero, OnAnother));
    }

    private static void Tell(string figures)
    {
        TestContext.Current.TestOutputHelper!.WriteLine(figures);
        TestContext.Current.SendDiagnosticMessage(figures);
        TestContext.Current.AddAttachment("figures.txt", figures);
    }
}
