using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using WebchatAspire.Chat.Api.Hubs;
using WebchatAspire.Chat.Api.Tests.Setting;

namespace WebchatAspire.Chat.Api.Tests;

public sealed class LocalConnectionsTests
{
    [Fact(Timeout = 10_000)]
    public async Task A_line_that_takes_nothing_holds_up_no_other()
    {
        var told = new HashSet<string>();
        var line = new GroupLine
        {
            ToConnection = id =>
            {
                told.Add(id);
                return id == "slow" ? new TaskCompletionSource().Task : Task.CompletedTask;
            },
        };
        var services = new ServiceCollection();
        services.AddLogging().AddSignalR();
        line.AddTo(services);
        await using var provider = services.BuildServiceProvider();
        var clock = new FakeTimeProvider();
        var connections = new LocalConnections(provider.GetRequiredService<IHubContext<ChatHub>>(), clock);
        string[] ids = ["a", "b", "slow", "c", "d"];
        Array.ForEach(ids, id => connections.Add(id, new ChatConnection()));

        var resync = connections.ResyncAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ids.Order(), told.Order());
        Assert.False(resync.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(ids.Length - 1, await resync);
    }
}
