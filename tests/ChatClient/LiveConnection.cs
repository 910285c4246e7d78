using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

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
        _hub.On<Guid, ChatEvent>("event", (chat, happened) => Happened?.Invoke(chat, happened));
        _hub.On<Guid, int>("position", (chat, position) => Positioned?.Invoke(chat, position));
        _hub.On<string>("queueChanged", service => QueueChanged?.Invoke(service));
        _hub.On("resync", () => Resync?.Invoke());
        _hub.Closed += failure =>
        {
            Closed?.Invoke(failure);
            return Task.CompletedTask;
        };
    }

    /// <summary>An event of a joined chat. Events come at least once and may come out of order; their number orders them.</summary>
    public event Action<Guid, ChatEvent>? Happened;
    public event Action<Guid, int>? Positioned;
    public event Action<string>? QueueChanged;
    public event Action? Resync;
    public event Action<Exception?>? Closed;

    internal Task StartAsync(CancellationToken cancellationToken) => _hub.StartAsync(cancellationToken);

    public Task<HubReply> JoinAsync(Guid chatId, long afterSeq = 0) => JoinAsync(chatId.ToString(), afterSeq);

    /// <summary>Joins a chat, or tries to by something that may be no id.</summary>
    public Task<HubReply> JoinAsync(string chatId, long afterSeq = 0) =>
        _hub.InvokeAsync<HubReply>("Join", chatId, afterSeq);

    public Task<HubReply> SendAsync(Guid chatId, Guid messageId, string text) =>
        _hub.InvokeAsync<HubReply>("Send", chatId.ToString(), messageId.ToString(), text);

    public Task<HubReply> EventsAfterAsync(Guid chatId, long afterSeq) =>
        _hub.InvokeAsync<HubReply>("EventsAfter", chatId.ToString(), afterSeq);

    public Task<HubReply> EndAsync(Guid chatId) => _hub.InvokeAsync<HubReply>("End", chatId.ToString());

    public Task<HubReply> WatchQueueAsync() => _hub.InvokeAsync<HubReply>("WatchQueue");

    public ValueTask DisposeAsync() => _hub.DisposeAsync();
}
