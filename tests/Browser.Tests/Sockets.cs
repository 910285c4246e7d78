using System.Threading.Channels;
using Microsoft.Playwright;

namespace WebchatAspire.Browser.Tests;

/// <summary>The live connections of a page, which a test can close as a network does.</summary>
internal sealed class Sockets
{
    private readonly Channel<IWebSocketRoute> _opened = Channel.CreateUnbounded<IWebSocketRoute>();

    private Sockets() { }

    /// <summary>From now on; to be called before the page opens one.</summary>
    public static async Task<Sockets> OfAsync(IPage page)
    {
        var sockets = new Sockets();
        await page.RouteWebSocketAsync("**/hubs/chat**", sockets.Open);
        return sockets;
    }

    /// <summary>Closes the newest.</summary>
    public async Task CloseAsync()
    {
        var newest = await OpenedAsync();
        while (_opened.Reader.TryRead(out var newer))
        {
            newest = newer;
        }
        await newest.CloseAsync(new() { Code = 1001 });
    }

    /// <summary>Waits until the page has opened another one.</summary>
    public async Task<IWebSocketRoute> OpenedAsync() =>
        await _opened.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Browsers.Patience);

    private void Open(IWebSocketRoute client)
    {
        client.ConnectToServer();
        Assert.True(_opened.Writer.TryWrite(client));
    }
}
