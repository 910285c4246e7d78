using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Messages;

namespace WebchatAspire.Chat.Api.Moves;

internal static class MovesApi
{
    public static RouteGroupBuilder MapMoves(this RouteGroupBuilder chat)
    {
        chat.MapPost("/move", MoveAsync);
        return chat;
    }

    /// <summary>Moves the chat to its queue, another service or another adviser, with a note for whoever takes over.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> MoveAsync(
        HttpContext context,
        MoveBody body,
        ChatMoving moving
    ) =>
        await moving.MoveAsync(context.GetParticipant(), body, context.RequestAborted) is { } fault
            ? fault.ToProblem(context)
            : TypedResults.NoContent();
}

/// <param name="To"><c>queue</c>, <c>service</c> or <c>adviser</c>.</param>
/// <param name="Service">With <c>service</c>: its slug.</param>
/// <param name="AdviserId">With <c>adviser</c>: their subject id.</param>
/// <param name="Note">May be left out; as any internal note.</param>
internal sealed record MoveBody(string? MessageId, string? To, string? Service, string? AdviserId, IncomingText Note);
