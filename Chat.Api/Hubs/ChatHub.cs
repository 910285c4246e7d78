using System.Diagnostics;
using Microsoft.AspNetCore.SignalR;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Messages;
using WebchatAspire.Chat.Api.Monitoring;
using WebchatAspire.Chat.Api.Presence;
using WebchatAspire.Chat.Api.Queues;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;
using WebchatAspire.ServiceDefaults.Telemetry;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Chat.Api.Hubs;

/// <summary>
/// The live connection of a resident or an adviser, for any number of their chats. Every call is answered with a
/// <see cref="HubReply"/>.
/// </summary>
internal sealed class ChatHub(
    Participants participants,
    LiveState live,
    ChatReader reader,
    ChatOutcomes outcomes,
    MessageSender sender,
    ChatEvents events,
    ShownMarks marks,
    ExpectedWaits waits,
    Whereabouts whereabouts,
    Advisers advisers,
    AssignmentSignal assignment,
    LocalConnections connections,
    MonitoringReader monitoring,
    TimeProvider clock
) : Hub
{
    /// <summary>
    /// Lets this connection have a chat's events, those after <paramref name="afterSeq"/> at once. Whether the caller
    /// takes part is checked each time.
    /// </summary>
    public async Task<HubReply> Join(string? chatId, long afterSeq)
    {
        var http = Context.GetHttpContext()!;
        if (!Guid.TryParse(chatId, out var id) || await participants.FindAsync(http, id) is not { } participant)
        {
            return Fault.ChatNotFound.ToReply();
        }
        Activity.Current?.SetTag(TelemetryNames.ChatId, id);
        // Into the group first: an event that comes in between is in both, and the client tells by its number.
        await Groups.AddToGroupAsync(Context.ConnectionId, HubGroups.Chat(id), Context.ConnectionAborted);
        await Groups.AddToGroupAsync(
            Context.ConnectionId,
            HubGroups.Party(id, participant.Party),
            Context.ConnectionAborted
        );
        ChatConnection.Of(Context).Join(participant);
        if (participant.Party == Party.Adviser && await participants.FindAsync(http, id) is null)
        {
            // It was moved while they joined, and the news of that found nobody to take it from.
            await connections.LeaveAsync(id, participant.PartyId);
            return Fault.ChatNotFound.ToReply();
        }
        await whereabouts.ConnectedAsync([], [(id, participant.Party)]);

        var page = await reader.EventsAfterAsync(participant, afterSeq, limit: null, Context.ConnectionAborted);
        // A message that was left has no place: nobody waits for its turn.
        var isQueued = page.State == ChatState.Waiting && participant.Chat.IsLive;
        return new JoinReply(
            page.State.ToName(),
            isQueued ? await live.PositionAsync(participant.Chat, Context.ConnectionAborted) : null,
            isQueued ? await waits.OfAsync(participant.Chat.Service) : null,
            page.State == ChatState.Active ? await whereabouts.IsHereAsync(id, participant.OtherParty) : null,
            await marks.OtherAsync(participant),
            page.Events,
            page.More
        );
    }

    /// <summary>Sends a message. <c>ok</c> means that it is committed; a resend carries the same message id.</summary>
    public async Task<HubReply> Send(string? chatId, string? messageId, IncomingText text)
    {
        if (!ChatConnection.Of(Context).Has(chatId, out var participant))
        {
            return Fault.ChatNotFound.ToReply();
        }
        Activity.Current?.SetTag(TelemetryNames.ChatId, participant.ChatId);
        var outcome = await sender.SendAsync(participant, messageId, text);
        if (outcome.Fault is { } fault)
        {
            Activity.Current?.SetTag(TelemetryNames.Outcome, fault.Code);
            return fault.ToReply();
        }
        Activity.Current?.SetTag(TelemetryNames.EventSeq, outcome.Seq);
        return new SendReply(outcome.Seq, outcome.At);
    }

    /// <summary>A page of a joined chat's events after a number; for a client that saw a gap or was told to resync.</summary>
    public async Task<HubReply> EventsAfter(string? chatId, long afterSeq)
    {
        if (!ChatConnection.Of(Context).Has(chatId, out var participant))
        {
            return Fault.ChatNotFound.ToReply();
        }
        Activity.Current?.SetTag(TelemetryNames.ChatId, participant.ChatId);
        // The chat may have gone to somebody else meanwhile.
        if (
            participant.Party == Party.Adviser
            && await participants.FindAsync(Context.GetHttpContext()!, participant.ChatId) is null
        )
        {
            return Fault.ChatNotFound.ToReply();
        }
        var page = await reader.EventsAfterAsync(participant, afterSeq, limit: null, Context.ConnectionAborted);
        return page.State == ChatState.Ended ? Fault.ChatEnded.ToReply() : new EventsReply(page.Events, page.More);
    }

    /// <summary>
    /// Lets somebody who follows a chat under a permit have its events over this connection, those after
    /// <paramref name="afterSeq"/> at once. They take no part: all that participants do is refused to them.
    /// </summary>
    public async Task<HubReply> Follow(string? chatId, long afterSeq)
    {
        if (
            !Guid.TryParse(chatId, out var id)
            || Context.User?.FindFirst(WebchatClaims.Subject)?.Value is not { } subject
        )
        {
            return Fault.ChatNotFound.ToReply();
        }
        Activity.Current?.SetTag(TelemetryNames.ChatId, id);
        var follower = new Follower(id, subject);
        if (await monitoring.FindRunningAsync(follower) is null)
        {
            return Fault.NotFollowing.ToReply();
        }
        // Into the groups first, as whoever joins. What the adviser sees is what is seen here.
        await Groups.AddToGroupAsync(Context.ConnectionId, HubGroups.Chat(id), Context.ConnectionAborted);
        await Groups.AddToGroupAsync(
            Context.ConnectionId,
            HubGroups.Party(id, Party.Adviser),
            Context.ConnectionAborted
        );
        ChatConnection.Of(Context).Follow(follower);
        if (await monitoring.FindRunningAsync(follower) is not { } followed)
        {
            // It ended meanwhile, and the news of that found nobody to take it from.
            await connections.UnfollowAsync(follower);
            return Fault.NotFollowing.ToReply();
        }
        await whereabouts.FollowingAsync([follower]);
        var page = await monitoring.EventsAsync(followed, afterSeq, Context.ConnectionAborted);
        return new FollowReply(page.State.ToName(), followed.PermitUntil, page.Events, page.More);
    }

    /// <summary>Tells the other side that this one is writing; never what.</summary>
    public async Task<HubReply> Typing(string? chatId)
    {
        var connection = ChatConnection.Of(Context);
        if (!connection.Has(chatId, out var participant))
        {
            return Fault.ChatNotFound.ToReply();
        }
        if (connection.MayTellTyping(clock))
        {
            await events.TypingAsync(participant.ChatId, participant.Party);
        }
        return new HubReply();
    }

    /// <summary>Takes note that everything up to a number has been on the screen.</summary>
    public async Task<HubReply> Shown(string? chatId, long seq)
    {
        if (!ChatConnection.Of(Context).Has(chatId, out var participant))
        {
            return Fault.ChatNotFound.ToReply();
        }
        await marks.SetAsync(participant, seq);
        return new HubReply();
    }

    /// <summary>Ends a joined chat.</summary>
    /// <param name="outcome">Of the policy's list; an adviser's to give.</param>
    public async Task<HubReply> End(string? chatId, string? outcome)
    {
        if (!ChatConnection.Of(Context).Has(chatId, out var participant))
        {
            return Fault.ChatNotFound.ToReply();
        }
        Activity.Current?.SetTag(TelemetryNames.ChatId, participant.ChatId);
        return await outcomes.EndAsync(participant, outcome, Context.ConnectionAborted) is { } fault
            ? fault.ToReply()
            : new HubReply();
    }

    /// <summary>Tells this adviser when a queue of one of their services changes.</summary>
    public async Task<HubReply> WatchQueue()
    {
        if (Context.User is not { } user || !user.IsInRole(StaffRoles.Adviser))
        {
            return Fault.AdvisersOnly.ToReply();
        }
        var adviserId = user.SubjectId();
        await advisers.KnowAsync(user);
        await whereabouts.ConnectedAsync([adviserId], []);
        ChatConnection.Of(Context).WatchingAdviser = adviserId;
        await Groups.AddToGroupAsync(Context.ConnectionId, HubGroups.Adviser(adviserId), Context.ConnectionAborted);
        assignment.Look();
        foreach (var service in user.Services())
        {
            await Groups.AddToGroupAsync(Context.ConnectionId, HubGroups.Queue(service), Context.ConnectionAborted);
        }
        return new HubReply();
    }

    public override Task OnConnectedAsync()
    {
        connections.Add(Context.ConnectionId, ChatConnection.Of(Context));
        return base.OnConnectedAsync();
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        connections.Remove(Context.ConnectionId);
        try
        {
            foreach (var (chat, party) in ChatConnection.Of(Context).Sides)
            {
                await whereabouts.DisconnectedAsync(chat, party);
            }
        }
        catch (Exception failure) when (StoreFailure.IsRedis(failure))
        {
            // Their term ends by itself.
        }
        await base.OnDisconnectedAsync(exception);
    }
}
