using Microsoft.Net.Http.Headers;
using WebchatAspire.ServiceDefaults.Residents;

namespace WebchatAspire.Web.Frontend.Upstream;

/// <summary>A live chat as its participants see it.</summary>
/// <param name="State"><c>waiting</c>, <c>active</c> or <c>ended</c>.</param>
/// <param name="Position">The place in the queue from 1, while waiting.</param>
public sealed record ChatView(
    Guid ChatId,
    string Reference,
    string Service,
    string State,
    int? Position,
    string? AdviserName,
    string? ResidentName,
    long LastSeq,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt
)
{
    public bool IsWaiting => State == "waiting";
    public bool IsEnded => State == "ended";
}

/// <param name="Kind"><c>started</c>, <c>message</c>, <c>assigned</c> or <c>ended</c>.</param>
/// <param name="Party"><c>resident</c>, <c>adviser</c> or <c>system</c>.</param>
public sealed record ChatEvent(
    long Seq,
    string? Id,
    string Kind,
    string Party,
    string? Name,
    string? Text,
    DateTimeOffset At
);

internal sealed record ChatEvents(IReadOnlyList<ChatEvent> Events, bool More);

/// <param name="ChatId">Chosen here, so that a start that is sent twice gives one chat.</param>
internal sealed record NewChat(
    Guid ChatId,
    string Service,
    string? Name,
    string Message,
    string NoticeVersion,
    string? Page,
    Guid MessageId
);

public sealed record WaitingChat(Guid ChatId, string Reference, DateTimeOffset Since, string? ResidentName);

public sealed record WaitingList(string Service, string Name, IReadOnlyList<WaitingChat> Waiting);

/// <summary>Live chats.</summary>
internal sealed class ChatApi(HttpClient http, IHttpContextAccessor accessor) : UpstreamClient(http, accessor)
{
    private const int PageSize = 200;

    /// <returns>The chat, and the secret that its resident's browser is to keep.</returns>
    public async Task<(Guid ChatId, string Secret)> StartAsync(NewChat chat, string secret)
    {
        using var response = await SendAsync(HttpMethod.Post, "/api/chats", Caller.Resident(chat.ChatId, secret), chat);
        var started = await ReadAsync<Started>(response);
        return (started.ChatId, SecretIn(response, started.ChatId) ?? secret);
    }

    public Task<ChatView> GetAsync(Guid chatId, Caller caller) => GetAsync<ChatView>($"/api/chats/{chatId}", caller);

    /// <summary>All events of the live chat, oldest first.</summary>
    public async Task<IReadOnlyList<ChatEvent>> EventsAsync(Guid chatId, Caller caller)
    {
        var events = new List<ChatEvent>();
        bool more;
        do
        {
            var after = events.Count == 0 ? 0 : events[^1].Seq;
            var page = await GetAsync<ChatEvents>($"/api/chats/{chatId}/events?after={after}&limit={PageSize}", caller);
            events.AddRange(page.Events);
            more = page is { More: true, Events.Count: > 0 };
        } while (more);
        return events;
    }

    public Task SendAsync(Guid chatId, Guid messageId, string text, Caller caller) =>
        PostAsync($"/api/chats/{chatId}/messages", caller, new { messageId, text });

    public Task EndAsync(Guid chatId, Caller caller) => PostAsync($"/api/chats/{chatId}/end", caller);

    public async Task<IReadOnlyList<WaitingList>> QueuesAsync() =>
        (await GetAsync<Queues>("/api/queue", Caller.Staff)).AllQueues;

    public async Task<Guid> AcceptAsync(string service, Guid chatId) =>
        (
            await PostAsync<Accepted>(
                $"/api/queue/{Uri.EscapeDataString(service)}/accept",
                Caller.Staff,
                new { chatId }
            )
        ).ChatId;

    public async Task<IReadOnlyList<ChatView>> MyChatsAsync() =>
        (await GetAsync<MyChats>("/api/advisers/me/chats", Caller.Staff)).Chats;

    private static string? SecretIn(HttpResponseMessage response, Guid chatId) =>
        response.Headers.TryGetValues(HeaderNames.SetCookie, out var values)
        && SetCookieHeaderValue.TryParseList([.. values], out var cookies)
            ? cookies.FirstOrDefault(cookie => cookie.Name == ResidentSecret.CookieName(chatId))?.Value.Value
            : null;

    private sealed record Started(Guid ChatId);

    private sealed record Queues(
        [property: System.Text.Json.Serialization.JsonPropertyName("queues")] IReadOnlyList<WaitingList> AllQueues
    );

    private sealed record Accepted(Guid ChatId);

    private sealed record MyChats(IReadOnlyList<ChatView> Chats);
}
