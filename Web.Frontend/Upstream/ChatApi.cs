using Microsoft.Net.Http.Headers;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.ServiceDefaults.Residents;

namespace WebchatAspire.Web.Frontend.Upstream;

/// <summary>Live chats.</summary>
internal sealed class ChatApi(HttpClient http, IHttpContextAccessor accessor) : UpstreamClient(http, accessor)
{
    private const int PageSize = 200;

    /// <returns>The chat, and the secret that its resident's browser is to keep.</returns>
    public async Task<(Guid ChatId, string Secret)> StartAsync(NewChat chat, string secret)
    {
        using var response = await SendAsync(HttpMethod.Post, "/api/chats", Caller.Resident(chat.ChatId, secret), chat);
        var started = await ReadAsync<StartedChat>(response);
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
            var page = await GetAsync<EventPage>($"/api/chats/{chatId}/events?after={after}&limit={PageSize}", caller);
            events.AddRange(page.Events);
            more = page is { More: true, Events.Count: > 0 };
        } while (more);
        return events;
    }

    public Task SendAsync(Guid chatId, Guid messageId, string text, Caller caller) =>
        PostAsync($"/api/chats/{chatId}/messages", caller, new { messageId, text });

    /// <summary>Whether somebody would be answered now, for every service.</summary>
    public Task<IReadOnlyList<Availability>> AvailabilityAsync() =>
        GetAsync<IReadOnlyList<Availability>>("/api/availability", Caller.Anyone);

    public Task<Availability> AvailabilityAsync(string service) =>
        GetAsync<Availability>($"/api/availability/{Uri.EscapeDataString(service)}", Caller.Anyone);

    /// <summary>The caller has had everything up to this number on their screen.</summary>
    public Task ShownAsync(Guid chatId, long seq, Caller caller) =>
        PostAsync($"/api/chats/{chatId}/shown", caller, new { seq });

    /// <summary>The other side's conduct is to be looked at (P7).</summary>
    public Task FlagAsync(Guid chatId, Guid messageId, Caller caller) =>
        PostAsync($"/api/chats/{chatId}/flag", caller, new { messageId });

    public Task KeepOpenAsync(Guid chatId, Guid messageId, Caller caller) =>
        PostAsync($"/api/chats/{chatId}/keep-open", caller, new { messageId });

    /// <param name="outcome">How it ended, of the policy's list; an adviser's to give.</param>
    public Task EndAsync(Guid chatId, Caller caller, string? outcome = null) =>
        PostAsync($"/api/chats/{chatId}/end", caller, outcome is null ? null : new { outcome });

    /// <summary>Writes an internal note, which the resident does not see.</summary>
    public Task NoteAsync(Guid chatId, Guid messageId, string text) =>
        PostAsync($"/api/chats/{chatId}/notes", Caller.Staff, new { messageId, text });

    /// <summary>Says the policy's words of a step of the ladder against abuse (P7) to the resident.</summary>
    public Task WarnAsync(Guid chatId, Guid messageId, string level) =>
        PostAsync($"/api/chats/{chatId}/warnings", Caller.Staff, new { messageId, level });

    public Task MoveAsync(Guid chatId, MoveChat move) => PostAsync($"/api/chats/{chatId}/move", Caller.Staff, move);

    /// <summary>The canned replies for a chat, filled in, that have all words of the search.</summary>
    public async Task<IReadOnlyList<Reply>> RepliesAsync(Guid chatId, string? search = null) =>
        (
            await GetAsync<ReplyList>(
                $"/api/chats/{chatId}/replies?search={Uri.EscapeDataString(search ?? "")}",
                Caller.Staff
            )
        ).Replies;

    /// <summary>How the adviser stands to new chats.</summary>
    public Task<AdviserPresence> PresenceAsync() =>
        GetAsync<AdviserPresence>("/api/advisers/me/presence", Caller.Staff);

    public Task ChoosePresenceAsync(AdviserPresence presence) =>
        PutAsync("/api/advisers/me/presence", Caller.Staff, presence);

    /// <summary>The other advisers who were here today.</summary>
    public async Task<IReadOnlyList<AdviserView>> ColleaguesAsync() =>
        (await GetAsync<AdviserList>("/api/advisers", Caller.Staff)).Advisers;

    public async Task<IReadOnlyList<QueueView>> QueuesAsync() =>
        (await GetAsync<QueueList>("/api/queue", Caller.Staff)).Queues;

    public async Task<Guid> AcceptAsync(string service, Guid chatId) =>
        (
            await PostAsync<AcceptedChat>(
                $"/api/queue/{Uri.EscapeDataString(service)}/accept",
                Caller.Staff,
                new { chatId }
            )
        ).ChatId;

    public async Task<IReadOnlyList<ChatView>> MyChatsAsync() =>
        (await GetAsync<ChatList>("/api/advisers/me/chats", Caller.Staff)).Chats;

    /// <summary>Asks for a supervisor to follow one's own chat.</summary>
    public Task AskForMonitoringAsync(Guid chatId, Guid messageId) =>
        PostAsync($"/api/chats/{chatId}/monitoring-requests", Caller.Staff, new { messageId });

    /// <summary>A live chat without its text, and whether the caller follows it.</summary>
    public Task<MonitoringView> MonitoringAsync(Guid chatId) =>
        GetAsync<MonitoringView>($"/api/chats/{chatId}/monitoring", Caller.Staff);

    /// <summary>Asks to follow a chat, and begins unless a restriction is needed first.</summary>
    public Task MonitorAsync(Guid chatId, NewMonitoring ask) =>
        PostAsync($"/api/chats/{chatId}/monitoring", Caller.Staff, ask);

    /// <summary>Begins under a permit that a restriction was needed for.</summary>
    public Task StartMonitoringAsync(Guid chatId) => PostAsync($"/api/chats/{chatId}/monitoring/start", Caller.Staff);

    public Task StopMonitoringAsync(Guid chatId) => PostAsync($"/api/chats/{chatId}/monitoring/stop", Caller.Staff);

    /// <summary>What was said since one follows the chat, oldest first.</summary>
    /// <exception cref="UpstreamException"><c>not-following</c> or <c>chat-ended</c>: it is over.</exception>
    public async Task<IReadOnlyList<ChatEvent>> FollowedEventsAsync(Guid chatId)
    {
        var events = new List<ChatEvent>();
        bool more;
        do
        {
            var after = events.Count == 0 ? 0 : events[^1].Seq;
            var page = await GetAsync<EventPage>($"/api/chats/{chatId}/monitoring/events?after={after}", Caller.Staff);
            events.AddRange(page.Events);
            more = page is { More: true, Events.Count: > 0 };
        } while (more);
        return events;
    }

    /// <summary>The board of a supervisor's services.</summary>
    public Task<Board> BoardAsync() => GetAsync<Board>("/api/board", Caller.Staff);

    private static string? SecretIn(HttpResponseMessage response, Guid chatId) =>
        response.Headers.TryGetValues(HeaderNames.SetCookie, out var values)
        && SetCookieHeaderValue.TryParseList([.. values], out var cookies)
            ? cookies.FirstOrDefault(cookie => cookie.Name == ResidentSecret.CookieName(chatId))?.Value.Value
            : null;
}
