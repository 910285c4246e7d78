using WebchatAspire.Web.Frontend.Upstream;

namespace WebchatAspire.Web.Frontend.Components.Parts;

/// <summary>What both sides' pages do when a message comes by form.</summary>
internal static class SendForm
{
    /// <summary>
    /// Sends. When it is refused, the form keeps the text and its message id: sending it again cannot make two of it.
    /// </summary>
    /// <returns>The id to send with the next time, or null when the message is on the record.</returns>
    public static async Task<Guid?> SendAsync(
        ChatApi chats,
        Caller caller,
        Guid chatId,
        Guid messageId,
        string? text,
        string fieldId,
        FormErrors errors,
        HttpContext context
    )
    {
        if (MessageText.Mistake(text) is { } mistake)
        {
            errors.Add(fieldId, mistake);
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return messageId;
        }
        try
        {
            await chats.SendAsync(chatId, messageId, MessageText.Normalise(text), caller);
            return null;
        }
        catch (UpstreamException refused) when (refused.Problem.Status is not (401 or 403 or 404))
        {
            context.Response.StatusCode = refused.Problem.Status;
            switch (refused.Problem)
            {
                case { Code: "message-id-conflict" }:
                    errors.Add(
                        fieldId,
                        "Another message was already sent from this form. Look at the conversation, and send this one if it is missing"
                    );
                    return Guid.NewGuid();
                case { Code: "chat-ended" }:
                    errors.Add(fieldId, "Your message was not sent because the chat has ended");
                    break;
                case { Status: 429 }:
                    errors.Add(
                        fieldId,
                        "Your message was not sent because there were too many. Wait a moment, then send it again"
                    );
                    break;
                case { Status: >= 500 }:
                    errors.Add(fieldId, "Your message was not sent. It is still in the box: try again in a moment");
                    break;
                default:
                    errors.Add(fieldId, refused.Problem.Detail);
                    break;
            }
            return messageId;
        }
    }
}
