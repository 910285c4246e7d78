using Grpc.Core;
using WebchatAspire.Chat.Api.Record;
using WebchatAspire.Contracts;
using WebchatAspire.Contracts.Record;
using RecordedChat = WebchatAspire.Contracts.Record.Chat;

namespace WebchatAspire.Chat.Api.Chats;

/// <summary>
/// Reads the live window of the record: a chat that has not ended, for those who take part in it. Once it has ended its
/// text is read under a permit only, which is not this service's to have (law 3).
/// </summary>
internal sealed class ChatReader(LiveRecord.LiveRecordClient record, TimeProvider clock)
{
    /// <summary>A full page of the longest messages stays below the 4 MB that gRPC takes.</summary>
    public const int MaxPage = 200;

    /// <returns>Events after a number, oldest first; <c>Ended</c> says that there are none to be had any more.</returns>
    public async Task<(IReadOnlyList<EventView> Events, bool More, bool Ended)> EventsAfterAsync(
        Guid chatId,
        long afterSeq,
        int? limit,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var reply = await record.ReadLiveAsync(
                new ReadLiveRequest
                {
                    ChatId = chatId.ToBytes(),
                    AfterSeq = Math.Max(0, afterSeq),
                    Limit = limit ?? MaxPage,
                },
                deadline: clock.ForCall(),
                cancellationToken: cancellationToken
            );
            return ([.. reply.Events.Select(EventView.Of)], reply.More, Ended: false);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.FailedPrecondition)
        {
            return ([], false, Ended: true);
        }
    }

    /// <summary>The chat's row as the record has it now.</summary>
    public async Task<RecordedChat> ChatAsync(Guid chatId, CancellationToken cancellationToken) =>
        await record.GetChatAsync(
            new GetChatRequest { ChatId = chatId.ToBytes() },
            deadline: clock.ForCall(),
            cancellationToken: cancellationToken
        );
}
