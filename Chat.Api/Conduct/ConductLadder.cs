using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Messages;
using WebchatAspire.Chat.Api.Policies;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Conduct;

/// <summary>
/// What an adviser does about abuse, step by step: caution, final warning, end; and flags, by which either side reports
/// the other's conduct (P7). The words are the policy's.
/// </summary>
internal sealed class ConductLadder(
    MessageBatcher batcher,
    MessageRate rate,
    ChatReader reader,
    PolicyDirectory policies
)
{
    /// <summary>Says the policy's words to the resident, in the language of the chat.</summary>
    public async Task<SendOutcome> WarnAsync(
        Participant adviser,
        string? messageId,
        string? level,
        CancellationToken cancellationToken
    )
    {
        if (adviser.Party != Party.Adviser)
        {
            return Fault.ItsAdviserOnly;
        }
        if (ClientId.Check(messageId, "messageId", out var id) is { } badId)
        {
            return badId;
        }
        if (level is not (EventCodes.Caution or EventCodes.FinalWarning))
        {
            return Fault.Invalid("level-unknown", "A warning is a caution or a final-warning.", "level");
        }
        if (await policies.GetAsync(cancellationToken) is not { } policy)
        {
            return Fault.PolicyUnavailable;
        }
        if (!await IsNextAsync(adviser, level, id, cancellationToken))
        {
            return Fault.WarningOrder;
        }
        if (rate.Take(adviser) is { } tooMany)
        {
            return tooMany;
        }
        var language = (await reader.ChatAsync(adviser.ChatId, cancellationToken)).Language;
        var words = level == EventCodes.Caution ? policy.Conduct.Caution : policy.Conduct.FinalWarning;
        var text = words.GetValueOrDefault(language) ?? words[ChatViews.DefaultLanguage];
        return await batcher.SendAsync(new PendingSend(adviser, id, text, EventKind.Warned, level));
    }

    /// <summary>Flags the other side's conduct. Only whoever flagged sees it in the chat.</summary>
    public async Task<SendOutcome> FlagAsync(Participant from, string? messageId)
    {
        if (ClientId.Check(messageId, "messageId", out var id) is { } badId)
        {
            return badId;
        }
        var whose = from.Party == Party.Resident ? Parties.Adviser : Parties.Resident;
        return rate.Take(from) is { } tooMany
            ? tooMany
            : await batcher.SendAsync(new PendingSend(from, id, "", EventKind.Flagged, whose));
    }

    /// <summary>Whether the chat can be ended for conduct: its last step before was taken.</summary>
    public async Task<bool> MayEndAsync(Participant adviser, CancellationToken cancellationToken) =>
        (await StepsAsync(adviser, cancellationToken)).Any(step => step.Code == EventCodes.FinalWarning);

    /// <summary>Each step once, and in their order; the same one sent again is no other.</summary>
    private async Task<bool> IsNextAsync(
        Participant adviser,
        string level,
        Guid id,
        CancellationToken cancellationToken
    )
    {
        var steps = await StepsAsync(adviser, cancellationToken);
        var taken = steps.Select(step => step.Code).ToHashSet();
        return steps.Any(step => step.Id == id)
            // Two cautions at the same moment are two; the ladder goes on all the same.
            || (level == EventCodes.Caution ? taken.Count == 0 : taken.SetEquals([EventCodes.Caution]));
    }

    private async Task<List<ChatEvent>> StepsAsync(Participant adviser, CancellationToken cancellationToken)
    {
        var steps = new List<ChatEvent>();
        for (long last = 0; ; )
        {
            var page = await reader.AllAfterAsync(adviser.ChatId, last, limit: null, cancellationToken);
            steps.AddRange(page.Events.Where(happened => happened.Kind == EventKinds.Warned));
            if (!page.More)
            {
                return steps;
            }
            last = page.Events[^1].Seq;
        }
    }
}
