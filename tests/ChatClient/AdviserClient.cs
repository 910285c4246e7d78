using WebchatAspire.Contracts.Chats;

namespace WebchatAspire.ChatClient;

/// <summary>An adviser who is signed in.</summary>
public sealed class AdviserClient(WebSession session) : IDisposable
{
    public WebSession Session => session;

    /// <summary>Signs in at the gateway through the provider's form, as a person does.</summary>
    public static async Task<AdviserClient> SignInAsync(
        Uri gateway,
        string userName,
        string password,
        CancellationToken cancellationToken = default
    )
    {
        var session = new WebSession(gateway);
        await StaffSignIn.RunAsync(session, userName, password, cancellationToken);
        return new AdviserClient(session);
    }

    /// <summary>Begins a new session, as the one before is gone.</summary>
    public Task SignInAgainAsync(string userName, string password, CancellationToken cancellationToken = default) =>
        StaffSignIn.RunAsync(session, userName, password, cancellationToken);

    /// <summary>Takes the named chat, or else the one that has waited longest.</summary>
    public async Task<Guid> AcceptAsync(
        string service,
        Guid? chatId = null,
        CancellationToken cancellationToken = default
    )
    {
        var accepted = await session.PostAsync<AcceptedChat>(
            $"/api/queue/{service}/accept",
            new { chatId },
            cancellationToken
        );
        return accepted.ChatId;
    }

    public Task<LiveConnection> ConnectAsync(CancellationToken cancellationToken = default) =>
        session.ConnectAsync(cancellationToken: cancellationToken);

    public void Dispose() => session.Dispose();
}
