using WebchatAspire.Contracts.Chats;
using WebchatAspire.ServiceDefaults.Residents;
using WebchatAspire.Web.Frontend.Upstream;

namespace WebchatAspire.Web.Frontend.Resident;

/// <summary>The chats of a browser, by the cookies that it brings.</summary>
internal static class OwnChats
{
    /// <summary>Older chats of this browser are not looked at.</summary>
    private const int MaxChats = 3;

    /// <summary>The last few, the newest first; those that are not, or no longer, this browser's are left out.</summary>
    public static async IAsyncEnumerable<ChatView> LatestAsync(ChatApi chats, HttpRequest request)
    {
        foreach (var chatId in ResidentSecret.ChatsOf(request).Take(MaxChats))
        {
            if (await FindAsync(chats, chatId) is { } chat)
            {
                yield return chat;
            }
        }
    }

    private static async Task<ChatView?> FindAsync(ChatApi chats, Guid chatId)
    {
        try
        {
            return await chats.GetAsync(chatId, Caller.Resident(chatId));
        }
        catch (UpstreamException gone) when (gone.Problem.Status is 401 or 403 or 404)
        {
            return null;
        }
    }
}
