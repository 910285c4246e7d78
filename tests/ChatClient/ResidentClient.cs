using System.Text.Json;
using WebchatAspire.Contracts.Chats;

namespace WebchatAspire.ChatClient;

/// <summary>A resident with one chat.</summary>
public sealed class ResidentClient : IDisposable
{
    private ResidentClient(WebSession session, StartedChat chat)
    {
        Session = session;
        ChatId = chat.ChatId;
        Reference = chat.Reference;
    }

    public WebSession Session { get; }
    public Guid ChatId { get; }
    public string Reference { get; }

    /// <summary>Reads the notice in force and starts a chat.</summary>
    public static async Task<ResidentClient> StartAsync(
        Uri gateway,
        string service,
        string message,
        string? name = null,
        CancellationToken cancellationToken = default
    )
    {
        var notice = await ReadNoticeAsync(gateway, cancellationToken);
        return await StartUnderAsync(gateway, notice, service, message, name, cancellationToken);
    }

    /// <returns>The version of the notice in force.</returns>
    public static async Task<string> ReadNoticeAsync(Uri gateway, CancellationToken cancellationToken = default)
    {
        using var session = new WebSession(gateway);
        var policy = await session.GetAsync<JsonElement>("/api/policy", cancellationToken);
        return policy.GetProperty("notice").GetProperty("version").GetString()!;
    }

    /// <summary>Starts a chat under a notice that the caller has read.</summary>
    public static async Task<ResidentClient> StartUnderAsync(
        Uri gateway,
        string noticeVersion,
        string service,
        string message,
        string? name = null,
        CancellationToken cancellationToken = default
    )
    {
        var session = new WebSession(gateway);
        var chat = await session.PostAsync<StartedChat>(
            "/api/chats",
            new
            {
                service,
                name,
                message,
                noticeVersion,
            },
            cancellationToken
        );
        return new ResidentClient(session, chat);
    }

    public Task<LiveConnection> ConnectAsync(CancellationToken cancellationToken = default) =>
        Session.ConnectAsync(ChatId, cancellationToken);

    public Task<ChatView> GetAsync(CancellationToken cancellationToken = default) =>
        Session.GetAsync<ChatView>($"/api/chats/{ChatId}", cancellationToken);

    public void Dispose() => Session.Dispose();
}
