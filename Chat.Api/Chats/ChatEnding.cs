using WebchatAspire.Chat.Api.Hubs;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Queues;
using WebchatAspire.Chat.Api.Record;
using WebchatAspire.Contracts;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Chats;

/// <summary>Ends a chat for everybody. Ending it twice is the same as once.</summary>
internal sealed class ChatEnding(
    RecordChanges record,
    LiveState live,
    ChatEvents events,
    QueueNews news,
    TimeProvider clock
)
{
    public async Task EndAsync(Participant participant)
    {
        var ended = await record.EndAsync(
            new EndRequest
            {
                ChatId = participant.ChatId.ToBytes(),
                EventId = Guid.CreateVersion7(clock.GetUtcNow()).ToBytes(),
                Party = participant.Party,
                PartyId = participant.PartyId,
            }
        );
        await live.ApplyEndAsync(participant.Chat, ended.Seq);
        await events.PublishAsync(participant.ChatId, ended.ToView());
        news.QueueMoved(participant.Chat.Service);
    }
}
