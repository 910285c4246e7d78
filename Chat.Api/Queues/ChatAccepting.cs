using System.Diagnostics;
using System.Security.Claims;
using Grpc.Core;
using WebchatAspire.Chat.Api.Board;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Hubs;
using WebchatAspire.Chat.Api.Idle;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Presence;
using WebchatAspire.Chat.Api.Record;
using WebchatAspire.Contracts;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;
using WebchatAspire.ServiceDefaults.Telemetry;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Chat.Api.Queues;

/// <summary>
/// Gives a waiting chat to an adviser. The queue in Redis only proposes; the record decides, so that no two advisers can
/// have the same chat, whichever replica they asked.
/// </summary>
internal sealed class ChatAccepting(
    RecordChanges record,
    ChatReader reader,
    LiveState live,
    ChatEvents events,
    QueueNews news,
    BoardFigures board,
    ChatActivity activity,
    TimeProvider clock
)
{
    /// <summary>How many chats from the front are looked at before advisers who ask at the same time are sent away.</summary>
    private const int Candidates = 20;

    /// <summary>Takes one chat of the service.</summary>
    public async Task<(Fault? Fault, Guid ChatId)> AcceptAsync(
        ClaimsPrincipal adviser,
        string service,
        Guid chatId,
        CancellationToken cancellationToken
    )
    {
        var chat = await live.FindAsync(chatId, cancellationToken);
        if (chat is null || chat.Service != service)
        {
            return (Fault.ChatNotFound, default);
        }
        if (await TryAssignAsync(adviser, chat))
        {
            return (null, chatId);
        }
        var now = await live.RefreshAsync(chatId, cancellationToken);
        if (await WasAssignedAsync(adviser, now))
        {
            return (null, chatId);
        }
        return now switch
        {
            null => (Fault.ChatNotFound, default),
            { State: ChatState.Ended } => (Fault.ChatEnded, default),
            _ => (Fault.AlreadyAssigned, default),
        };
    }

    /// <summary>Takes the chat that has waited longest.</summary>
    public async Task<(Fault? Fault, Guid ChatId)> AcceptNextAsync(
        ClaimsPrincipal adviser,
        string service,
        CancellationToken cancellationToken
    )
    {
        foreach (var chatId in await live.QueueAsync(service, Candidates, cancellationToken))
        {
            if (await live.FindAsync(chatId, cancellationToken) is not { } chat)
            {
                continue;
            }
            if (await TryAssignAsync(adviser, chat))
            {
                return (null, chatId);
            }
            // The queue was behind the record: with this it is not.
            var now = await live.RefreshAsync(chatId, cancellationToken);
            if (await WasAssignedAsync(adviser, now))
            {
                return (null, chatId);
            }
        }
        return (Fault.QueueEmpty, default);
    }

    /// <summary>Gives a chat to an adviser who wants them to come by themselves.</summary>
    /// <exception cref="RpcException">It is not known whether the chat is theirs now.</exception>
    public async Task GiveAsync(KnownAdviser adviser, LiveChat chat, CancellationToken cancellationToken)
    {
        if (!await TryAssignAsync(adviser.Id, adviser.Name, chat))
        {
            await live.RefreshAsync(chat.Id, cancellationToken);
        }
    }

    private Task<bool> TryAssignAsync(ClaimsPrincipal adviser, LiveChat chat) =>
        TryAssignAsync(adviser.SubjectId(), adviser.Identity?.Name ?? "", chat);

    /// <returns>False if the record says that the chat has an adviser or has ended.</returns>
    private async Task<bool> TryAssignAsync(string id, string fullName, LiveChat chat)
    {
        Activity.Current?.SetTag(TelemetryNames.ChatId, chat.Id);
        var name = PublicName.Of(fullName);
        RecordedEvent assigned;
        try
        {
            assigned = await record.AssignAsync(
                new AssignRequest
                {
                    ChatId = chat.Id.ToBytes(),
                    EventId = Guid.CreateVersion7(clock.GetUtcNow()).ToBytes(),
                    AdviserId = id,
                    AdviserName = name,
                }
            );
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.FailedPrecondition)
        {
            return false;
        }
        activity.Touch([chat.Id]);
        await live.ApplyAsync(chat.AssignedTo(id, name, assigned.Seq));
        await events.PublishAsync(chat.Id, assigned.ToView());
        // Also where they took it themselves: they may have other pages open.
        await events.ChatsChangedAsync(id);
        news.QueueMoved(chat.Service);
        await board.AnsweredAsync(chat, assigned.At.ToDateTimeOffset() - chat.QueuedAt);
        return true;
    }

    /// <summary>
    /// Whether the chat is the caller's already, because the answer to an earlier try was lost. Then the others may not
    /// have heard either. They are told of the last event: whoever misses one before it sees the gap and asks.
    /// </summary>
    private async Task<bool> WasAssignedAsync(ClaimsPrincipal adviser, LiveChat? chat)
    {
        if (chat is not { State: ChatState.Active } || chat.AdviserId != adviser.SubjectId())
        {
            return false;
        }
        var last = await reader.AllAfterAsync(chat.Id, chat.Seq - 1, limit: null, CancellationToken.None);
        foreach (var happened in last.Events)
        {
            await events.PublishAsync(chat.Id, happened);
        }
        news.QueueMoved(chat.Service);
        return true;
    }
}
