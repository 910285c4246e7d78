using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using WebchatAspire.Gateway.Tests.Hosts;

namespace WebchatAspire.Gateway.Tests;

/// <summary>What clients notice of a replica that is gone: nothing, or one reconnect.</summary>
public sealed class ReplicaTests(Webchat webchat)
{
    private const int Many = 40;

    [Fact]
    public async Task Both_replicas_are_asked()
    {
        await using var second = await webchat.StartUpstreamAsync("second");
        var (running, address) = StartGateway(second.Address);
        await using var _ = running;
        using var browser = webchat.NewBrowser(address);

        await Until.TrueAsync(async () => (await browser.ReceivedAtAsync("/api/chats/42")).Service == "second");
        await Until.TrueAsync(async () => (await browser.ReceivedAtAsync("/api/chats/42")).Service == "chat-api");
    }

    [Fact]
    public async Task Requests_and_connections_that_meet_a_dead_replica_arrive_at_a_living_one_with_their_body()
    {
        var (running, address) = StartGateway($"http://127.0.0.1:{Ports.Free()}");
        await using var _ = running;
        using var browser = webchat.NewBrowser(address);

        for (var i = 0; i < Many; i++)
        {
            using var posted = await browser.PostAsync("/api/chats", new ByteArrayContent(new byte[100]));
            var received = await posted.Content.ReadFromJsonAsync<Received>(TestContext.Current.CancellationToken);
            using var socket = await browser.ConnectAsync("/hubs/chat", browser.Origin);

            Assert.Equal(HttpStatusCode.OK, posted.StatusCode);
            Assert.Equal(("chat-api", 100L), (received!.Service, received.BodyBytes));
            Assert.Equal(WebSocketState.Open, socket.State);
        }
    }

    [Fact]
    public async Task Connections_of_a_replica_that_ends_are_taken_by_the_other()
    {
        await using var second = await webchat.StartUpstreamAsync("second");
        var (running, address) = StartGateway(second.Address);
        await using var _ = running;
        using var browser = webchat.NewBrowser(address);
        // Each may come to either of the two.
        var sockets = new List<WebSocket>();
        await Until.TrueAsync(async () =>
        {
            sockets.Add(await browser.ConnectAsync("/hubs/chat", browser.Origin));
            return second.Held >= Many / 4;
        });
        var ended = sockets.ConvertAll(WasCutAsync);
        var held = second.Held;

        await second.KillAsync();
        await Until.TrueAsync(() => Task.FromResult(ended.Count(cut => cut.IsCompleted) >= held));
        for (var i = 0; i < Many; i++)
        {
            using var again = await browser.ConnectAsync("/hubs/chat", browser.Origin);
            Assert.Equal(WebSocketState.Open, again.State);
        }

        sockets.ForEach(socket => socket.Dispose());
        await Task.WhenAll(ended);
    }

    private (IAsyncDisposable Running, Uri Address) StartGateway(string second) =>
        webchat.StartGateway(("services:chat-api:http:1", second));

    private static async Task WasCutAsync(WebSocket socket)
    {
        try
        {
            await socket.ReceiveAsync(new byte[16], TestContext.Current.CancellationToken);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // Cut, as was to be.
        }
    }
}
