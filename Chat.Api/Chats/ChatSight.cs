using WebchatAspire.Chat.Api.Idle;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Presence;
using WebchatAspire.Chat.Api.Queues;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Chats;

/// <summary>A chat as one of its sides sees it now: what the record says of it, and what is known of the moment.</summary>
internal sealed class ChatSight(
    ChatReader reader,
    LiveState live,
    ExpectedWaits waits,
    ShownMarks marks,
    ChatActivity activity,
    Whereabouts whereabouts
)
{
    public async Task<ChatView> OfAsync(Participant viewer, CancellationToken cancellationToken)
    {
        var chat = await reader.ChatAsync(viewer.ChatId, cancellationToken);
        await whereabouts.VisitedAsync(viewer);
        var isQueued = chat.State == ChatState.Waiting && chat.Mode != ChatMode.Message;
        var view = chat.ToView(isQueued ? await live.PositionAsync(viewer.Chat, cancellationToken) : null) with
        {
            ExpectedWaitSeconds = isQueued ? await waits.OfAsync(chat.Service) : null,
            ShownSeq = await marks.OtherAsync(viewer),
            ClosesAt = chat.State == ChatState.Active ? await activity.ClosesAtAsync(viewer.ChatId) : null,
        };
        return viewer.Party == Party.Adviser
            ? view with
            {
                Contact = Wire.NullIfEmpty(chat.Contact),
                AccountReference = Wire.NullIfEmpty(chat.AccountReference),
                Page = Wire.NullIfEmpty(chat.Page),
            }
            : view;
    }
}
