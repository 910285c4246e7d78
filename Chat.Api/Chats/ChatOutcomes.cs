using WebchatAspire.Chat.Api.Board;
using WebchatAspire.Chat.Api.Conduct;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Policies;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Chats;

/// <summary>Ends a chat at the wish of one of its sides. An adviser says how it ended.</summary>
internal sealed class ChatOutcomes(
    ChatEnding ending,
    ConductLadder ladder,
    PolicyDirectory policies,
    BoardFigures board
)
{
    /// <returns>Why not, or null.</returns>
    public async Task<Fault?> EndAsync(Participant participant, string? outcome, CancellationToken cancellationToken)
    {
        if (await CheckAsync(participant, outcome, cancellationToken) is { } fault)
        {
            return fault;
        }
        var isEnder = await ending.EndAsync(participant, outcome ?? "");
        if (isEnder && participant is { Party: Party.Resident, Chat: { State: ChatState.Waiting } chat })
        {
            await board.AbandonedAsync(chat);
        }
        return null;
    }

    private async Task<Fault?> CheckAsync(Participant participant, string? outcome, CancellationToken cancellationToken)
    {
        if (outcome is null)
        {
            return null;
        }
        if (participant.Party != Party.Adviser)
        {
            return Fault.ItsAdviserOnly;
        }
        if (await policies.GetAsync(cancellationToken) is not { } policy)
        {
            return Fault.PolicyUnavailable;
        }
        if (policy.Outcomes.All(known => known.Code != outcome))
        {
            return Fault.Invalid(
                "outcome-unknown",
                "There is no such outcome. The published policy lists all.",
                "outcome"
            );
        }
        return outcome == EventCodes.Conduct && !await ladder.MayEndAsync(participant, cancellationToken)
            ? Fault.WarningOrder
            : null;
    }
}
