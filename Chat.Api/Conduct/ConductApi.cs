using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Messages;
using WebchatAspire.Contracts.Chats;

namespace WebchatAspire.Chat.Api.Conduct;

internal static class ConductApi
{
    public static RouteGroupBuilder MapConduct(this RouteGroupBuilder chat)
    {
        chat.MapPost("/warnings", WarnAsync);
        chat.MapPost("/flag", FlagAsync);
        return chat;
    }

    /// <summary>Takes the next step of the ladder (P7).</summary>
    private static async Task<Results<Ok<SentMessage>, ProblemHttpResult>> WarnAsync(
        HttpContext context,
        WarningBody body,
        ConductLadder ladder
    ) =>
        (await ladder.WarnAsync(context.GetParticipant(), body.MessageId, body.Level, context.RequestAborted)).ToResult(
            context
        );

    /// <summary>Flags the other side's conduct for review (P7).</summary>
    private static async Task<Results<Ok<SentMessage>, ProblemHttpResult>> FlagAsync(
        HttpContext context,
        EventBody body,
        ConductLadder ladder
    ) => (await ladder.FlagAsync(context.GetParticipant(), body.MessageId)).ToResult(context);
}

/// <param name="Level"><c>caution</c> or <c>final-warning</c>.</param>
internal sealed record WarningBody(string? MessageId, string? Level);
