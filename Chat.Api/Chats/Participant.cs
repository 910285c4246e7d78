using Microsoft.AspNetCore.Http.Features;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Chats;

/// <summary>Somebody who takes part in a chat, as it was when they were let in.</summary>
/// <param name="PartyId">The adviser's subject id; empty for the resident.</param>
/// <param name="Name">Shown to the other side. Personal data.</param>
internal sealed record Participant(LiveChat Chat, Party Party, string PartyId, string? Name)
{
    public Guid ChatId => Chat.Id;

    public Party OtherParty => Party == Party.Resident ? Party.Adviser : Party.Resident;

    /// <summary>Whether it is already known here that the chat's adviser has answered.</summary>
    public bool KnownAnswered { get; set; } = Chat.Answered;
}

internal static class ParticipantFeature
{
    public static void SetParticipant(this HttpContext context, Participant participant) =>
        context.Features.Set(participant);

    /// <summary>The participant that <see cref="ParticipantFilter"/> let in.</summary>
    public static Participant GetParticipant(this HttpContext context) =>
        context.Features.GetRequiredFeature<Participant>();
}
