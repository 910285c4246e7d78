using WebchatAspire.Web.Frontend.Language;
using WebchatAspire.Web.Frontend.Upstream;

namespace WebchatAspire.Web.Frontend.Components.Parts;

/// <summary>What both sides' pages do when a message, or a note, comes by form.</summary>
internal static class SendForm
{
    private const string IdTaken = "message-id-conflict";

    /// <summary>
    /// Sends. When it is refused, the form keeps the text and its message id: sending it again cannot make two of it.
    /// </summary>
    /// <param name="send">Sends a text that is as the record wants it, with this message id.</param>
    /// <returns>The id to send with the next time, or null when the message is on the record.</returns>
    public static async Task<Guid?> SendAsync(
        Func<string, Task> send,
        Guid messageId,
        string? text,
        string fieldId,
        FormErrors errors,
        HttpContext context
    )
    {
        var texts = context.RequestServices.GetRequiredService<Texts>();
        if (MessageText.Mistake(text, texts) is { } mistake)
        {
            errors.Add(fieldId, mistake);
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return messageId;
        }
        try
        {
            await send(MessageText.Normalise(text));
            return null;
        }
        catch (UpstreamException refused) when (refused.Problem.Status is not (401 or 403 or 404))
        {
            context.Response.StatusCode = refused.Problem.Status;
            errors.Add(fieldId, Reason(refused.Problem, texts));
            // Another message has this id: this one needs its own.
            return refused.Problem.Code == IdTaken ? Guid.NewGuid() : messageId;
        }
    }

    private static string Reason(UpstreamProblem problem, Texts texts) =>
        problem switch
        {
            { Code: IdTaken } => texts["send.conflict"],
            { Code: "chat-ended" } => texts["send.ended"],
            { Status: 429 } => texts["send.many"],
            { Status: >= 500 } => texts["send.uncertain"],
            _ => texts.Detail(problem, "send.refused"),
        };
}
