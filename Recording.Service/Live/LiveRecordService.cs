using Grpc.Core;
using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Encryption;

namespace WebchatAspire.Recording.Service.Live;

/// <summary>The live side of the record, for chat-api alone; see <c>live_record.proto</c> for what each call promises.</summary>
internal sealed class LiveRecordService(
    ChatStart start,
    AppendStatement append,
    ChatChange change,
    CardMask cardMask,
    ChatReader chats,
    EventReader events,
    DataKeys keys
) : LiveRecord.LiveRecordBase
{
    /// <summary>Below the 4 MB that a gRPC client takes by default.</summary>
    private const int MaxReply = 3 * 1024 * 1024;

    public override async Task<StartChatReply> StartChat(StartChatRequest request, ServerCallContext context)
    {
        var chat = LiveInput.Read(request);
        Refuse(await start.RunAsync(chat, context.CancellationToken));
        return new StartChatReply { Chat = await ChatAsync(chat.ChatId, context.CancellationToken) };
    }

    public override async Task<AppendReply> Append(AppendRequest request, ServerCallContext context)
    {
        var outcomes = await append.RunAsync(EntryInput.Read(request), context.CancellationToken);
        var reply = new AppendReply();
        reply.Outcomes.AddRange(outcomes.Select(outcome => outcome.ToMessage()));
        return reply;
    }

    public override async Task<RecordedEvent> Assign(AssignRequest request, ServerCallContext context)
    {
        var chatId = LiveInput.Id(request.ChatId, "chat_id");
        var (refusal, assigned) = await change.AssignAsync(
            chatId,
            LiveInput.Id(request.EventId, "event_id"),
            LiveInput.Identifier(request.AdviserId, "adviser_id"),
            LiveInput.Name(request.AdviserName, "adviser_name"),
            context.CancellationToken
        );
        Refuse(refusal);
        return assigned!.ToMessage(chatId);
    }

    public override async Task<RecordedEvent> Move(MoveRequest request, ServerCallContext context)
    {
        var move = LiveInput.Read(request);
        var (refusal, moved) = await change.MoveAsync(move, context.CancellationToken);
        Refuse(refusal);
        return moved!.ToMessage(move.ChatId);
    }

    public override async Task<RecordedEvent> Mask(MaskRequest request, ServerCallContext context)
    {
        var mask = LiveInput.Read(request);
        var (refusal, notice) = await cardMask.RunAsync(mask, context.CancellationToken);
        Refuse(refusal);
        return notice!.ToMessage(mask.ChatId);
    }

    public override async Task<RecordedEvent> End(EndRequest request, ServerCallContext context)
    {
        var end = LiveInput.Read(request);
        var (refusal, ended) = await change.EndAsync(end, context.CancellationToken);
        Refuse(refusal);
        return ended!.ToMessage(end.ChatId);
    }

    public override async Task<ReadLiveReply> ReadLive(ReadLiveRequest request, ServerCallContext context)
    {
        var chatId = LiveInput.Id(request.ChatId, "chat_id");
        var page = await events.ReadAsync(
            ReadingGround.Live(chatId),
            chatId,
            LiveInput.AfterSeq(request.AfterSeq),
            LiveInput.Limit(request.Limit),
            context.CancellationToken
        );
        Refuse(
            page.Chat switch
            {
                null => Refusal.UnknownChat,
                { EndedAt: not null } => Refusal.State,
                _ => Refusal.None,
            }
        );
        var reply = new ReadLiveReply { More = page.More, State = page.Chat!.State };
        var size = 0;
        foreach (var message in page.Events.Select(row => row.ToMessage(chatId)))
        {
            size += message.CalculateSize();
            if (size > MaxReply)
            {
                reply.More = true;
                break;
            }
            reply.Events.Add(message);
        }
        return reply;
    }

    public override Task<Chat> GetChat(GetChatRequest request, ServerCallContext context) =>
        ChatAsync(LiveInput.Id(request.ChatId, "chat_id"), context.CancellationToken);

    public override async Task ListLive(
        ListLiveRequest request,
        IServerStreamWriter<Chat> responseStream,
        ServerCallContext context
    )
    {
        await foreach (var row in chats.LiveAsync(context.CancellationToken))
        {
            await responseStream.WriteAsync(row.ToMessage(keys.Open(row)), context.CancellationToken);
        }
    }

    private async Task<Chat> ChatAsync(Guid chatId, CancellationToken cancellationToken)
    {
        var row = await chats.FindAsync(chatId, cancellationToken);
        Refuse(row is null ? Refusal.UnknownChat : Refusal.None);
        return row!.ToMessage(keys.Open(row!));
    }

    private static void Refuse(Refusal refusal)
    {
        var status = refusal switch
        {
            Refusal.UnknownChat => new Status(StatusCode.NotFound, "There is no such chat."),
            Refusal.ReferenceTaken => new Status(StatusCode.AlreadyExists, "The reference is taken."),
            Refusal.State => new Status(StatusCode.FailedPrecondition, "The chat's state forbids this."),
            _ => Status.DefaultSuccess,
        };
        if (status.StatusCode != StatusCode.OK)
        {
            throw new RpcException(status);
        }
    }
}
