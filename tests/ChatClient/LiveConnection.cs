using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using WebchatAspire.Contracts.Chats;

namespace WebchatAspire.ChatClient;

/// <summary>A connection to the hub: WebSockets, no negotiation, as the pages make it. It does not reconnect by itself.</summary>
public sealed class LiveConnection : IAsyncDisposable
{
    private readonly HubConnection _hub;

    internal LiveConnection(WebSession session, string? token, Guid? chatId)
    {
        var address = new UriBuilder(new Uri(session.Address, "/hubs/chat"))
        {
            Query = chatId is { } id ? $"chat={id}" : "",
        };
        _hub = new HubConnectionBuilder()
            .WithUrl(
                address.Uri,
                HttpTransportType.WebSockets,
                options =>
                {
                    options.SkipNegotiation = true;
                    options.Cookies = session.Cookies;
                    options.Headers["Origin"] = session.Origin;
                    if (token is not null)
                    {
                        options.Headers["Authorization"] = $"Bearer {token}";
                    }
                }
            )
            .Build();
        _hub.On<Guid, ChatEvent>(ClientMethods.Event, (chat, happened) => Happened?.Invoke(chat, happened));
        _hub.On<Guid, int, int?>(
            ClientMethods.Position,
            (chat, position, wait) => Positioned?.Invoke(chat, position, wait)
        );
        _hub.On<string>(ClientMethods.QueueChanged, service => QueueChanged?.Invoke(service));
        _hub.On(ClientMethods.ChatsChanged, () => ChatsChanged?.Invoke());
        _hub.On<Guid, string>(ClientMethods.Typing, (chat, party) => Typing?.Invoke(chat, party));
        _hub.On<Guid, string, long>(ClientMethods.Shown, (chat, party, seq) => Shown?.Invoke(chat, party, seq));
        _hub.On<Guid, string, bool>(ClientMethods.Here, (chat, party, here) => Here?.Invoke(chat, party, here));
        _hub.On<Guid>(ClientMethods.FollowingEnded, chat => FollowingEnded?.Invoke(chat));
        _hub.On(ClientMethods.Resync, () => Resync?.Invoke());
        _hub.Closed += failure =>
        {
            Closed?.Invoke(failure);
            return Task.CompletedTask;
        };
    }

    /// <summary>An event of a joined chat. Events come at least once and may come out of order; their number orders them.</summary>
    public event Action<Guid, ChatEvent>? Happened;

    /// <summary>The chat, its place from 1, and the expected wait in seconds.</summary>
    public event Action<Guid, int, int?>? Positioned;
    public event Action<string>? QueueChanged;
    public event Action? ChatsChanged;

    /// <summary>The chat and the party that is writing.</summary>
    public event Action<Guid, string>? Typing;

    /// <summary>The chat, the party, and the number up to which it has had the chat on its screen.</summary>
    public event Action<Guid, string, long>? Shown;

    /// <summary>The chat, the party, and whether it has a connection.</summary>
    public event Action<Guid, string, bool>? Here;

    /// <summary>The chat that is followed no longer.</summary>
    public event Action<Guid>? FollowingEnded;
    public event Action? Resync;
    public event Action<Exception?>? Closed;

    public bool IsConnected => _hub.State == HubConnectionState.Connected;

    internal Task StartAsync(CancellationToken cancellationToken) => _hub.StartAsync(cancellationToken);

    public Task<HubAnswer> JoinAsync(Guid chatId, long afterSeq = 0) => JoinAsync(chatId.ToString(), afterSeq);

    /// <summary>Joins a chat, or tries to by something that may be no id.</summary>
    public Task<HubAnswer> JoinAsync(string chatId, long afterSeq = 0) =>
        _hub.InvokeAsync<HubAnswer>("Join", chatId, afterSeq);

    public Task<HubAnswer> SendAsync(Guid chatId, Guid messageId, string text) =>
        _hub.InvokeAsync<HubAnswer>("Send", chatId.ToString(), messageId.ToString(), text);

    public Task<HubAnswer> EventsAfterAsync(Guid chatId, long afterSeq) =>
        _hub.InvokeAsync<HubAnswer>("EventsAfter", chatId.ToString(), afterSeq);

    public Task<HubAnswer> EndAsync(Guid chatId, string? outcome = null) =>
        _hub.InvokeAsync<HubAnswer>("End", chatId.ToString(), outcome);

    /// <summary>Says that this side is writing.</summary>
    public Task<HubAnswer> TypeAsync(Guid chatId) => _hub.InvokeAsync<HubAnswer>("Typing", chatId.ToString());

    /// <summary>Says that everything up to a number has been on the screen.</summary>
    public Task<HubAnswer> ShowAsync(Guid chatId, long seq) =>
        _hub.InvokeAsync<HubAnswer>("Shown", chatId.ToString(), seq);

    /// <summary>Follows a chat without taking part.</summary>
    public Task<HubAnswer> FollowAsync(Guid chatId, long afterSeq = 0) =>
        _hub.InvokeAsync<HubAnswer>("Follow", chatId.ToString(), afterSeq);

    public Task<HubAnswer> WatchQueueAsync() => _hub.InvokeAsync<HubAnswer>("WatchQueue");

    public ValueTask DisposeAsync() => _hub.DisposeAsync();
}
