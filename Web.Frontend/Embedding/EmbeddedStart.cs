using WebchatAspire.Contracts.Chats;
using WebchatAspire.Web.Frontend.Resident;
using WebchatAspire.Web.Frontend.Upstream;

namespace WebchatAspire.Web.Frontend.Embedding;

/// <summary>
/// Where a frame begins: <c>GET /embedded?service=housing-repairs&amp;page=/repairs</c>. It leads to the chat that runs, as
/// the person may have gone to another page of the site meanwhile, or else to the start of one.
/// </summary>
internal static class EmbeddedStart
{
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(30);

    public static void MapEmbeddedStart(this WebApplication app) =>
        app.MapGet("/embedded", BeginAsync).AllowAnonymous();

    /// <param name="returning">This tab had a running chat when it left the page before: the person has not seen its end.</param>
    private static async Task<IResult> BeginAsync(
        HttpContext context,
        ChatApi chats,
        TimeProvider clock,
        string? service,
        string? page,
        string? returning
    )
    {
        await foreach (var chat in OwnChats.LatestAsync(chats, context.Request))
        {
            if (IsRunning(chat) || (returning is not null && EndedAfter(chat, clock.GetUtcNow() - Lately)))
            {
                return Results.LocalRedirect($"/chat/{chat.ChatId}");
            }
        }
        return Results.LocalRedirect(service is null ? "/" : StartChat.Address(service, page));
    }

    /// <summary>A message that was left is answered later, and elsewhere.</summary>
    private static bool IsRunning(ChatView chat) =>
        chat.State == ChatStates.Active || chat is { State: ChatStates.Waiting, Mode: ChatModes.Live };

    private static bool EndedAfter(ChatView chat, DateTimeOffset at) =>
        chat.State == ChatStates.Ended && chat.EndedAt >= at;
}
