using System.Diagnostics;
using Microsoft.AspNetCore.SignalR;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Messages;
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
    ChatEnding ending,
    MessageSender sender,
    LocalConnections connections
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
        ChatConnection.Of(Context).Join(participant);

        var page = await reader.EventsAfterAsync(id, afterSeq, limit: null, Context.ConnectionAborted);
        var position =
            page.State == ChatState.Waiting
                ? await live.PositionAsync(participant.Chat, Context.ConnectionAborted)
                : null;
        return new JoinReply(
            page.State.ToName(),
            position,
            ExpectedWaitSeconds: null,
            OtherIsHere: null,
            ShownSeq: 0,
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
        var page = await reader.EventsAfterAsync(participant.ChatId, afterSeq, limit: null, Context.ConnectionAborted);
        return page.State == ChatState.Ended ? Fault.ChatEnded.ToReply() : new EventsReply(page.Events, page.More);
    }

    /// <summary>Ends a joined chat.</summary>
    public async Task<HubReply> End(string? chatId)
    {
        if (!ChatConnection.Of(Context).Has(chatId, out var participant))
        {
            return Fault.ChatNotFound.ToReply();
        }
        Activity.Current?.SetTag(TelemetryNames.ChatId, participant.ChatId);
        await ending.EndAsync(participant);
        return new HubReply();
    }

    /// <summary>Tells this adviser when a queue of one of their services changes.</summary>
    public async Task<HubReply> WatchQueue()
    {
        if (Context.User is not { } user || !user.IsInRole(StaffRoles.Adviser))
        {
            return Fault.AdvisersOnly.ToReply();
        }
        foreach (var service in user.Services())
        {
            await Groups.AddToGroupAsync(Context.ConnectionId, HubGroups.Queue(service), Context.ConnectionAborted);
        }
        return new HubReply();
    }

    public override Task OnConnectedAsync()
    {
        connections.Add(Context.ConnectionId);
        return base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        connections.Remove(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }
}
