using System.Diagnostics;
using Grpc.Core;
using StackExchange.Redis;
using WebchatAspire.Chat.Api.Availability;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Messages;
using WebchatAspire.Chat.Api.Policies;
using WebchatAspire.Chat.Api.Presence;
using WebchatAspire.Chat.Api.Queues;
using WebchatAspire.Chat.Api.Record;
using WebchatAspire.Contracts;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;
using WebchatAspire.ServiceDefaults.Residents;
using WebchatAspire.ServiceDefaults.Telemetry;
using RecordedChat = WebchatAspire.Contracts.Record.Chat;

namespace WebchatAspire.Chat.Api.Chats;

/// <summary>Starts a chat: it is in the record with its first message before it is in a queue.</summary>
internal sealed class ChatStarting(
    PolicyDirectory policies,
    RecordChanges record,
    IConnectionMultiplexer redis,
    LiveState live,
    AvailabilityDirectory availability,
    Whereabouts here,
    Notices notices,
    QueueNews news,
    TimeProvider clock
)
{
    private const int ReferenceAttempts = 5;

    /// <summary>After the start itself.</summary>
    private const long FirstMessageSeq = 2;

    /// <param name="secretOf">
    /// The secret that the client already holds for a chat id it chose, or null. With it a start that is sent twice gives
    /// one chat, also when the first answer was lost.
    /// </param>
    public async Task<(Fault? Fault, RecordedChat? Chat, string Secret)> StartAsync(
        StartChatBody body,
        Func<Guid, string?> secretOf,
        CancellationToken cancellationToken
    )
    {
        if (await policies.GetAsync(cancellationToken) is not { } policy)
        {
            return (Fault.PolicyUnavailable, null, "");
        }
        if (body.Check(policy, clock, out var start) is { } fault)
        {
            return (fault, null, "");
        }
        Activity.Current?.SetTag(TelemetryNames.ChatId, start.ChatId);
        Activity.Current?.SetTag(TelemetryNames.Service, start.Service);
        if (!redis.IsConnected)
        {
            return (Fault.LiveUnavailable, null, "");
        }
        if (await ClosedAsync(start, cancellationToken) is { } closed)
        {
            return (closed, null, "");
        }
        var secret =
            secretOf(start.ChatId) is { } held && ResidentSecret.Hash(held) is not null
                ? held
                : ResidentSecret.Create();
        var chat = await StoreAsync(start, secret);
        if (chat is null || !ResidentSecret.Matches(secret, chat.SecretHash.Span))
        {
            // Another start, somebody else's chat, or one's own without the secret, which comes to the same.
            return (ChatIdTaken, null, "");
        }
        if (chat.State == ChatState.Waiting)
        {
            await live.ApplyAsync(LiveChat.From(chat));
            news.QueueGrew(chat.Service);
            await here.VisitedAsync(start.ChatId, Party.Resident);
        }
        if (start.MessageMasked)
        {
            await notices.CardMaskedAsync(LiveChat.From(chat), start.MessageId, FirstMessageSeq);
        }
        return (null, chat, secret);
    }

    /// <summary>
    /// Why no live chat can start for the service now. A start that made it before, and is only sent again, still gets its
    /// chat.
    /// </summary>
    private async Task<Fault?> ClosedAsync(CheckedStart start, CancellationToken cancellationToken)
    {
        if (start.Mode != ChatMode.Live)
        {
            return null;
        }
        var service = start.Policy.Services.First(known => known.Slug == start.Service);
        var now = await availability.OfAsync(start.Policy, service, cancellationToken);
        var fault = now.State switch
        {
            AvailabilityStates.Closed => Fault.ServiceClosed,
            AvailabilityStates.Full => Fault.QueueFull,
            _ => null,
        };
        return fault is null || await live.FindAsync(start.ChatId, cancellationToken) is not null ? null : fault;
    }

    /// <returns>Null if the chat id belongs to a start with other content.</returns>
    private async Task<RecordedChat?> StoreAsync(CheckedStart start, string secret)
    {
        var request = new StartChatRequest
        {
            ChatId = start.ChatId.ToBytes(),
            Service = start.Service,
            SecretHash = Google.Protobuf.ByteString.CopyFrom(ResidentSecret.Hash(secret)),
            ResidentName = start.Name ?? "",
            NoticeVersion = start.Policy.Notice.Version,
            PolicyVersion = start.Policy.Version,
            Page = start.Page ?? "",
            FirstEventId = start.MessageId.ToBytes(),
            FirstMessage = start.Message,
            Mode = start.Mode,
            Language = start.Language,
            Contact = start.Contact ?? "",
            AccountReference = start.AccountReference ?? "",
        };
        for (var attempt = 1; ; attempt++)
        {
            request.Reference = ChatReference.Create();
            try
            {
                return (await record.StartChatAsync(request)).Chat;
            }
            catch (RpcException exception)
                when (exception.StatusCode == StatusCode.AlreadyExists && attempt < ReferenceAttempts)
            {
                // The reference is taken: the next one will hardly be.
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.FailedPrecondition)
            {
                return null;
            }
        }
    }

    private static readonly Fault ChatIdTaken = new(
        StatusCodes.Status409Conflict,
        "chat-id-taken",
        "This chat id belongs to a chat that was started before. Start with a new id.",
        "chatId"
    );
}
