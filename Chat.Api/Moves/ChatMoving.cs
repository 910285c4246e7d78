using Grpc.Core;
using StackExchange.Redis;
using WebchatAspire.Chat.Api.Availability;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Hubs;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Messages;
using WebchatAspire.Chat.Api.Notes;
using WebchatAspire.Chat.Api.Policies;
using WebchatAspire.Chat.Api.Presence;
using WebchatAspire.Chat.Api.Queues;
using WebchatAspire.Chat.Api.Record;
using WebchatAspire.Contracts;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Moves;

/// <summary>
/// Takes a chat from its adviser: into a queue, or to another adviser. The record decides whether it was theirs to give;
/// from then on it comes to none of their connections any more, whichever replica has them.
/// </summary>
internal sealed class ChatMoving(
    RecordChanges record,
    LiveState live,
    ChatEvents events,
    QueueNews news,
    NoteWriter notes,
    Advisers advisers,
    Whereabouts whereabouts,
    PolicyDirectory policies,
    AvailabilityDirectory availability,
    IConnectionMultiplexer redis,
    ILogger<ChatMoving> logger
)
{
    /// <summary>Moves a chat at its adviser's wish, after the note for whoever takes over.</summary>
    /// <returns>Why not, or null.</returns>
    public async Task<Fault?> MoveAsync(Participant adviser, MoveBody body, CancellationToken cancellationToken)
    {
        if (adviser.Party != Party.Adviser)
        {
            return Fault.ItsAdviserOnly;
        }
        if (ClientId.Check(body.MessageId, "messageId", out var id) is { } badId)
        {
            return badId;
        }
        var request = new MoveRequest
        {
            ChatId = adviser.ChatId.ToBytes(),
            EventId = id.ToBytes(),
            FromAdviserId = adviser.PartyId,
            Party = Party.Adviser,
            PartyId = adviser.PartyId,
        };
        if (await AimAsync(request, adviser.Chat, body, cancellationToken) is { } fault)
        {
            return fault;
        }
        if (!string.IsNullOrWhiteSpace(body.Note.Value) || body.Note.NotUnicode)
        {
            var noted = await notes.WriteAsync(adviser, DerivedId.Of(id, "note").ToString(), body.Note);
            if (noted.Fault is { } notNoted)
            {
                return notNoted with { Field = notNoted.Field is null ? null : "note" };
            }
        }
        return await TryMoveAsync(adviser.Chat, request) ? null : Fault.NotYoursAnyMore;
    }

    /// <summary>Puts the chat of an adviser who has vanished at the head of its queue.</summary>
    public Task<bool> ReturnAsync(LiveChat chat, string adviserId) =>
        TryMoveAsync(
            chat,
            new MoveRequest
            {
                ChatId = chat.Id.ToBytes(),
                EventId = DerivedId.Of(chat.Id, $"returned:{adviserId}", chat.Seq).ToBytes(),
                FromAdviserId = adviserId,
                Party = Party.System,
                Queue = new MoveRequest.Types.QueueTarget { Service = chat.Service, AtHead = true },
            }
        );

    /// <returns>Why there is no such target.</returns>
    private async Task<Fault?> AimAsync(
        MoveRequest request,
        LiveChat chat,
        MoveBody body,
        CancellationToken cancellationToken
    )
    {
        switch (body.To)
        {
            case EventCodes.ToQueue:
                request.Queue = new MoveRequest.Types.QueueTarget { Service = chat.Service };
                return null;
            case EventCodes.ToService:
                if (await policies.GetAsync(cancellationToken) is not { } policy)
                {
                    return Fault.PolicyUnavailable;
                }
                if (
                    body.Service == chat.Service
                    || policy.Services.FirstOrDefault(service => service.Slug == body.Service) is not { } target
                )
                {
                    return Fault.Invalid("service-unknown", "Choose another service of the policy.", "service");
                }
                if (!availability.IsOpen(policy, target))
                {
                    return Fault.ServiceClosed;
                }
                request.Queue = new MoveRequest.Types.QueueTarget { Service = target.Slug };
                return null;
            case EventCodes.ToAdviser:
                if (
                    body.AdviserId is null
                    || body.AdviserId == request.FromAdviserId
                    || await advisers.FindAsync(body.AdviserId) is not { } colleague
                    || !colleague.Services.Contains(chat.Service, StringComparer.Ordinal)
                    || !await whereabouts.IsAdviserHereAsync(colleague.Id)
                )
                {
                    return Fault.AdviserNotHere;
                }
                request.Adviser = new MoveRequest.Types.AdviserTarget
                {
                    AdviserId = colleague.Id,
                    AdviserName = PublicName.Of(colleague.Name),
                    Service = chat.Service,
                };
                return null;
            default:
                return Fault.Invalid("target-unknown", "A chat is moved to a queue, a service or an adviser.", "to");
        }
    }

    /// <returns>False if the record says that the chat is not that adviser's.</returns>
    private async Task<bool> TryMoveAsync(LiveChat chat, MoveRequest request)
    {
        RecordedEvent moved;
        try
        {
            moved = await record.MoveAsync(request);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.FailedPrecondition)
        {
            await live.RefreshAsync(chat.Id, CancellationToken.None);
            return false;
        }
        if (request.Adviser is null)
        {
            await live.ReturnedAsync(chat.Id, moved.At.ToDateTimeOffset());
        }
        // What it is now stands in the record: a resend may be answered when the chat has long gone on.
        var now = await live.RefreshAsync(chat.Id, CancellationToken.None);
        try
        {
            await redis.GetSubscriber().PublishAsync(MoveListener.Channel, $"{chat.Id:N}:{request.FromAdviserId}");
        }
        catch (Exception exception) when (StoreFailure.IsRedis(exception))
        {
            // With Redis gone no event reaches that connection either, and after it everybody joins anew.
            StoreFailure.Log(logger, Fault.LiveUnavailable, exception);
        }
        await events.PublishAsync(chat.Id, moved.ToView());
        await events.ChatsChangedAsync(request.FromAdviserId);
        if (request.Adviser is { } colleague)
        {
            await events.ChatsChangedAsync(colleague.AdviserId);
        }
        news.QueueMoved(chat.Service);
        if (now is not null && now.Service != chat.Service)
        {
            news.QueueMoved(now.Service);
        }
        return true;
    }
}
