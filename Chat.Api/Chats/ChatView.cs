using WebchatAspire.Contracts;
using WebchatAspire.Contracts.Record;
using RecordedChat = WebchatAspire.Contracts.Record.Chat;

namespace WebchatAspire.Chat.Api.Chats;

/// <summary>A chat as its participants see it.</summary>
/// <param name="State"><c>waiting</c>, <c>active</c> or <c>ended</c>.</param>
/// <param name="Position">The place in the queue from 1, while the chat waits.</param>
/// <param name="LastSeq">The number of the last event.</param>
internal sealed record ChatView(
    Guid ChatId,
    string Reference,
    string Service,
    string State,
    int? Position,
    string? AdviserName,
    string? ResidentName,
    long LastSeq,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt
)
{
    public static ChatView Of(RecordedChat chat, int? position) =>
        new(
            chat.ChatId.ToGuid(),
            chat.Reference,
            chat.Service,
            StateName(chat.State),
            position,
            Wire.NullIfEmpty(chat.AdviserName),
            Wire.NullIfEmpty(chat.ResidentName),
            chat.LastSeq,
            chat.StartedAt.ToDateTimeOffset(),
            chat.EndedAt?.ToDateTimeOffset()
        );

    public static string StateName(ChatState state) =>
        state switch
        {
            ChatState.Waiting => "waiting",
            ChatState.Active => "active",
            ChatState.Ended => "ended",
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };
}
