using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Messages;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Notes;

/// <summary>Internal notes: recorded as everything else, and never shown to the resident.</summary>
internal sealed class NoteWriter(MessageBatcher batcher, MessageRate rate)
{
    public async Task<SendOutcome> WriteAsync(Participant adviser, string? messageId, IncomingText incoming)
    {
        if (adviser.Party != Party.Adviser)
        {
            return Fault.ItsAdviserOnly;
        }
        if (ClientId.Check(messageId, "messageId", out var id) is { } badId)
        {
            return badId;
        }
        if (MessageText.Check(incoming, "text", MessageText.MaxLength, out var text) is { } badText)
        {
            return badText;
        }
        return rate.Take(adviser) is { } tooMany
            ? tooMany
            : await batcher.SendAsync(new PendingSend(adviser, id, PaymentCards.Mask(text), EventKind.Note));
    }
}

internal static class NotesApi
{
    public static RouteGroupBuilder MapNotes(this RouteGroupBuilder chat)
    {
        chat.MapPost("/notes", WriteAsync);
        return chat;
    }

    /// <summary>Writes an internal note; 200 means that it is committed.</summary>
    private static async Task<Results<Ok<SentMessage>, ProblemHttpResult>> WriteAsync(
        HttpContext context,
        SendMessageBody body,
        NoteWriter notes
    ) => (await notes.WriteAsync(context.GetParticipant(), body.MessageId, body.Text)).ToResult(context);
}
