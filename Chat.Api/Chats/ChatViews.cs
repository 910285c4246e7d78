using WebchatAspire.Contracts;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;
using RecordedChat = WebchatAspire.Contracts.Record.Chat;

namespace WebchatAspire.Chat.Api.Chats;

/// <summary>Chats of the record as their participants see them.</summary>
internal static class ChatViews
{
    public static ChatView ToView(this RecordedChat chat, int? position = null) =>
        new(
            chat.ChatId.ToGuid(),
            chat.Reference,
            chat.Service,
            chat.State.ToName(),
            chat.Mode == ChatMode.Message ? ChatModes.Message : ChatModes.Live,
            chat.Language.Length > 0 ? chat.Language : DefaultLanguage,
            position,
            ExpectedWaitSeconds: null,
            Wire.NullIfEmpty(chat.AdviserName),
            Wire.NullIfEmpty(chat.ResidentName),
            chat.LastSeq,
            ShownSeq: 0,
            chat.StartedAt.ToDateTimeOffset(),
            chat.EndedAt?.ToDateTimeOffset(),
            Outcome: Wire.NullIfEmpty(chat.Outcome)
        );

    public const string DefaultLanguage = "en";

    public static string ToName(this ChatState state) =>
        state switch
        {
            ChatState.Waiting => ChatStates.Waiting,
            ChatState.Active => ChatStates.Active,
            ChatState.Ended => ChatStates.Ended,
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };
}
