using WebchatAspire.Web.Frontend.Components.Parts;
using WebchatAspire.Web.Frontend.Upstream;

namespace WebchatAspire.Web.Frontend.Staff.Chats;

/// <summary>What the adviser's pages do when a form changes something.</summary>
internal static class StaffAct
{
    /// <summary>Does it, or says at the field why not.</summary>
    /// <param name="uncertain">Said when nobody knows whether it was done.</param>
    /// <returns>Whether it was done.</returns>
    public static async Task<bool> TryAsync(
        Func<Task> act,
        string field,
        string uncertain,
        FormErrors errors,
        HttpContext context
    )
    {
        try
        {
            await act();
            return true;
        }
        // A stranger, and somebody who has lost the chat, get the page that says so.
        catch (UpstreamException refused) when (refused.Problem.Status is not (401 or 403 or 404))
        {
            context.Response.StatusCode = refused.Problem.Status;
            errors.Add(field, refused.Problem.Status >= 500 ? uncertain : refused.Problem.Detail);
            return false;
        }
    }
}
