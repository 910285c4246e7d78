using WebchatAspire.ServiceDefaults.Residents;
using WebchatAspire.Web.Frontend.Http;
using WebchatAspire.Web.Frontend.Language;

namespace WebchatAspire.Web.Frontend.Embedding;

/// <summary>Opens the chat of a frame in a tab of its own: <c>POST /chat/{id}/tab</c> with a ticket from the frame.</summary>
internal static class OwnTab
{
    public const string Ticket = "ticket";

    public static string Address(Guid chatId, PageLanguage language) =>
        $"/chat/{chatId}/tab?{LanguageExtensions.Parameter}={language.Tag}";

    /// <summary>
    /// The form's own token could not be checked, as its cookie is the frame's too. Only a page that has the chat can have
    /// the ticket, and the gateway takes the form from our pages alone.
    /// </summary>
    public static void MapOwnTab(this WebApplication app) =>
        app.MapPost(
                "/chat/{chatId:guid}/tab",
                async (HttpContext context, Guid chatId, TabTickets tickets) =>
                {
                    var form = context.Request.HasFormContentType
                        ? await context.Request.ReadFormAsync(context.RequestAborted)
                        : FormCollection.Empty;
                    if (tickets.Open(form[Ticket], chatId) is not { } secret)
                    {
                        await MishapPages.NotFound(context);
                        return;
                    }
                    ResidentSecret.GiveTo(context.Response, chatId, secret);
                    context.Response.Redirect($"/chat/{chatId}");
                }
            )
            .AllowAnonymous();
}
