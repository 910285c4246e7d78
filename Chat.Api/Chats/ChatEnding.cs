using WebchatAspire.Chat.Api.Hubs;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Queues;
using WebchatAspire.Chat.Api.Record;
using WebchatAspire.Contracts;
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
    /// <param name="code">The outcome that an adviser chose, or the system's reason; empty for none.</param>
    /// <param name="ifLastSeq">Only if nothing came after this number; 0 in any case.</param>
    /// <exception cref="Grpc.Core.RpcException">FAILED_PRECONDITION: something came after it.</exception>
    /// <returns>Whether it was this call that ended it.</returns>
    public async Task<bool> EndAsync(Participant participant, string code = "", long ifLastSeq = 0)
    {
        var request = new EndRequest
        {
            ChatId = participant.ChatId.ToBytes(),
            EventId = Guid.CreateVersion7(clock.GetUtcNow()).ToBytes(),
            Party = participant.Party,
            PartyId = participant.PartyId,
            Code = code,
            IfLastSeq = ifLastSeq,
        };
        var ended = await record.EndAsync(request);
        await live.ApplyEndAsync(participant.Chat, ended.Seq);
        await events.PublishAsync(participant.ChatId, ended.ToView());
        news.QueueMoved(participant.Chat.Service);
        return ended.EventId == request.EventId;
    }
}
