using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Residents;

namespace WebchatAspire.Recording.Service.Retrieval;

/// <summary>The chat that a resident's request is about, opened by the secret in its cookie.</summary>
internal static class ResidentChats
{
    /// <summary>Null for an unknown chat and for a wrong secret, which nobody is to tell apart.</summary>
    public static async Task<ChatRow?> OwnChatAsync(
        this HttpContext http,
        Guid chatId,
        ChatReader chats,
        CancellationToken cancellationToken
    )
    {
        var chat = await chats.FindAsync(chatId, cancellationToken);
        var secret = ResidentSecret.From(http.Request, chatId);
        return chat is not null && ResidentSecret.Matches(secret, chat.SecretHash) ? chat : null;
    }

    public static ProblemHttpResult NotFound() =>
        Problem.NotFound("chat-not-found", "There is no such chat, or it is not yours.");
}
