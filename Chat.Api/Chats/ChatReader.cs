using Grpc.Core;
using WebchatAspire.Chat.Api.Record;
using WebchatAspire.Contracts;
using WebchatAspire.Contracts.Chats;
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

    /// <returns>What a participant sees of the events after a number.</returns>
    public async Task<LivePage> EventsAfterAsync(
        Participant viewer,
        long afterSeq,
        int? limit,
        CancellationToken cancellationToken
    )
    {
        var page = await AllAfterAsync(viewer.ChatId, afterSeq, limit, cancellationToken);
        return page with { Events = [.. page.Events.Select(happened => happened.For(viewer.Party))] };
    }

    /// <returns>Events after a number, oldest first, and the chat's state just after they were read.</returns>
    public async Task<LivePage> AllAfterAsync(
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
            return new LivePage(reply.State, [.. reply.Events.Select(EventViews.ToView)], reply.More);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.FailedPrecondition)
        {
            return new LivePage(ChatState.Ended, [], More: false);
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

/// <param name="State">As the record has it. Once it is ended there are no events to be had any more.</param>
/// <param name="More">There are events after the last of these.</param>
internal sealed record LivePage(ChatState State, IReadOnlyList<ChatEvent> Events, bool More);
