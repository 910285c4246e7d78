using System.Diagnostics;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Contracts.Record;
using WebchatAspire.ServiceDefaults.Residents;
using WebchatAspire.ServiceDefaults.Telemetry;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Chat.Api.Chats;

/// <summary>Who takes part in a chat: the resident by the chat's secret, the adviser by their token.</summary>
internal sealed class Participants(LiveState live)
{
    /// <returns>Null for an unknown chat, a wrong secret and somebody else's chat alike.</returns>
    public async Task<Participant?> FindAsync(HttpContext context, Guid chatId)
    {
        var aborted = context.RequestAborted;
        if (await live.FindAsync(chatId, aborted) is not { } chat)
        {
            return null;
        }
        if (ResidentSecret.Matches(ResidentSecret.From(context.Request, chatId), chat.SecretHash))
        {
            return new Participant(chat, Party.Resident, "", chat.ResidentName);
        }
        if (!context.User.IsInRole(StaffRoles.Adviser))
        {
            return null;
        }
        // The live state may have missed an assignment; the record has not.
        return AsAdviser(chat, context.User)
            ?? (await live.RefreshAsync(chatId, aborted) is { } recorded ? AsAdviser(recorded, context.User) : null);
    }

    private static Participant? AsAdviser(LiveChat chat, ClaimsPrincipal user) =>
        chat.AdviserId is { Length: > 0 } adviser && adviser == user.SubjectId()
            ? new Participant(chat, Party.Adviser, adviser, chat.AdviserName)
            : null;
}

/// <summary>
/// Lets only participants of the chat in the route pass. Whoever came with a token that is not valid hears that, as a
/// new one may open the chat.
/// </summary>
internal sealed class ParticipantFilter(Participants participants) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (
            !Guid.TryParse(http.GetRouteValue("chatId") as string, out var chatId)
            || await participants.FindAsync(http, chatId) is not { } participant
        )
        {
            return await IsTokenInvalidAsync(http) ? TypedResults.Challenge() : Fault.ChatNotFound.ToProblem(http);
        }
        Activity.Current?.SetTag(TelemetryNames.ChatId, chatId);
        http.SetParticipant(participant);
        return await next(context);
    }

    /// <summary>False also when there is no token.</summary>
    private static async Task<bool> IsTokenInvalidAsync(HttpContext http) =>
        (await http.AuthenticateAsync()).Failure is not null;
}
