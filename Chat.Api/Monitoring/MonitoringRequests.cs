using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Messages;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Monitoring;

/// <summary>
/// An adviser asks for a supervisor to follow their chat. It is recorded as everything else, the resident does not see it,
/// and the policy takes it for the ground of the purpose <c>quality</c>.
/// </summary>
internal sealed class MonitoringRequests(MessageBatcher batcher, MessageRate rate, LiveState live)
{
    public async Task<SendOutcome> AskAsync(Participant adviser, string? messageId)
    {
        if (adviser.Party != Party.Adviser)
        {
            return Fault.ItsAdviserOnly;
        }
        if (ClientId.Check(messageId, "messageId", out var id) is { } badId)
        {
            return badId;
        }
        if (rate.Take(adviser) is { } tooMany)
        {
            return tooMany;
        }
        var asked = await batcher.SendAsync(
            new PendingSend(adviser, id, "", EventKind.Monitoring, EventCodes.MonitoringAsked)
        );
        if (asked.Fault is null)
        {
            // For the board alone: what the policy is told comes from the record.
            await live.ApplyAskAsync(adviser.ChatId, adviser.PartyId);
        }
        return asked;
    }
}

internal static class MonitoringRequestsApi
{
    public static RouteGroupBuilder MapMonitoringRequests(this RouteGroupBuilder chat)
    {
        chat.MapPost("/monitoring-requests", AskAsync);
        return chat;
    }

    /// <summary>Asks for a supervisor to follow the chat; 200 means that it is committed.</summary>
    private static async Task<Results<Ok<SentMessage>, ProblemHttpResult>> AskAsync(
        HttpContext context,
        EventBody body,
        MonitoringRequests requests
    ) => (await requests.AskAsync(context.GetParticipant(), body.MessageId)).ToResult(context);
}
