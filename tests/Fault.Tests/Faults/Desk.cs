using System.Net;
using WebchatAspire.ChatClient;
using WebchatAspire.Testing;

namespace WebchatAspire.Fault.Tests.Faults;

/// <summary>An adviser's browser: a session, and one connection for all of their chats.</summary>
internal sealed class Desk : IAsyncDisposable
{
    private readonly AdviserClient _adviser;
    private readonly WebSession _session;
    private readonly string _userName;

    private Desk(AdviserClient adviser, Uri entrance, string userName, string service)
    {
        _adviser = adviser;
        _session = new WebSession(entrance, cookies: adviser.Session.Cookies);
        _userName = userName;
        Service = service;
        Line = new ReliableLine(ConnectAsync);
    }

    public string Service { get; }

    public ReliableLine Line { get; }

    public static async Task<Desk> OpenAsync(
        FaultSetting stack,
        string userName,
        string service,
        CancellationToken cancellationToken
    )
    {
        var adviser = await AdviserClient.SignInAsync(
            stack.Gateway,
            userName,
            StackFixture.DemoPassword,
            cancellationToken
        );
        return new Desk(adviser, stack.Entrance, userName, service);
    }

    public Task AcceptAsync(Guid chatId, CancellationToken cancellationToken) =>
        _adviser.AcceptAsync(Service, chatId, cancellationToken);

    /// <summary>Redis forgets sessions when it loses everything; then the adviser signs in again.</summary>
    private async Task<LiveConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        using var who = await _session.Http.GetAsync("/api/session", cancellationToken);
        if (who.StatusCode == HttpStatusCode.Unauthorized)
        {
            await _adviser.SignInAgainAsync(_userName, StackFixture.DemoPassword, cancellationToken);
        }
        return await _session.ConnectAsync(cancellationToken: cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Line.DisposeAsync();
        _session.Dispose();
        _adviser.Dispose();
    }
}
