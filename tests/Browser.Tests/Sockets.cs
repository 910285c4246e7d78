using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Microsoft.Playwright;

namespace WebchatAspire.Browser.Tests;

/// <summary>The live connections of a page, which a test can close as a network does.</summary>
internal sealed class Sockets
{
    private const char EndOfFrame = '\u001e';

    private static readonly JsonSerializerOptions Frames = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly Channel<IWebSocketRoute> _opened = Channel.CreateUnbounded<IWebSocketRoute>();

    private IWebSocketRoute? _newest;

    private Sockets() { }

    /// <summary>From now on; to be called before the page opens one.</summary>
    public static async Task<Sockets> OfAsync(IPage page)
    {
        var sockets = new Sockets();
        await page.RouteWebSocketAsync("**/hubs/chat**", sockets.Open);
        return sockets;
    }

    /// <summary>Nothing comes through any more, and nothing says so: as with a phone that slept.</summary>
    public bool IsDead { get; set; }

    /// <summary>Closes the newest.</summary>
    public async Task CloseAsync() => await (await NewestAsync()).CloseAsync(new() { Code = 1001 });

    /// <summary>Calls the page as the server does, over the newest.</summary>
    public async Task CallAsync(string method, params object[] values)
    {
        var frame = JsonSerializer.Serialize(
            new
            {
                type = 1,
                target = method,
                arguments = values,
            },
            Frames
        );
        (await NewestAsync()).Send(frame + EndOfFrame);
    }

    private async Task<IWebSocketRoute> NewestAsync()
    {
        _newest ??= await OpenedAsync();
        while (_opened.Reader.TryRead(out var newer))
        {
            _newest = newer;
        }
        return _newest;
    }

    /// <summary>Waits until the page has opened another one.</summary>
    public async Task<IWebSocketRoute> OpenedAsync() =>
        _newest = await _opened
            .Reader.ReadAsync(TestContext.Current.CancellationToken)
            .AsTask()
            .WaitAsync(Browsers.Patience);

    private void Open(IWebSocketRoute client)
    {
        var server = client.ConnectToServer();
        client.OnMessage(frame =>
        {
            if (!IsDead)
            {
                server.Send(frame.Text!);
            }
        });
        server.OnMessage(frame =>
        {
            if (!IsDead)
            {
                client.Send(frame.Text!);
            }
        });
        Assert.True(_opened.Writer.TryWrite(client));
    }
}
