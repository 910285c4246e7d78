using System.Text.Json.Nodes;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Ledger;

namespace WebchatAspire.Policy.Service.Monitorings;

/// <summary>
/// Somebody follows a live chat under a permit, once. It is kept here and not in the enforcement point's live state, so that
/// its stop is testified once, whoever says so and however often, and so that none is forgotten.
/// </summary>
internal sealed class Monitoring
{
    /// <summary>The policy's name for it.</summary>
    public const string Action = "monitor";

    public required Guid DecisionId { get; init; }
    public required Guid ChatId { get; init; }

    /// <summary>The client id of the enforcement point that has started it, and alone can stop it.</summary>
    public required string AskedBy { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the permit ends. Nothing is followed after that, whenever the stop is told.</summary>
    public required DateTimeOffset PermitUntil { get; init; }

    public DateTimeOffset? StoppedAt { get; private set; }

    /// <summary>How long it lasted, once it has stopped.</summary>
    public int? Seconds { get; private set; }

    /// <summary>The entry that testifies the stop.</summary>
    public long? StopIndex { get; set; }

    public void Stop(DateTimeOffset at)
    {
        StoppedAt = at < PermitUntil ? at : PermitUntil;
        Seconds = (int)Math.Max(0, Math.Round((StoppedAt.Value - StartedAt).TotalSeconds));
    }

    /// <summary>The entry that testifies the stop and the length.</summary>
    /// <param name="endedBy">One of <see cref="Contracts.Policy.MonitoringEnds"/>.</param>
    public LedgerDraft ToStopDraft(DecisionRecord decision, string endedBy)
    {
        var draft = decision.ToDraft(LedgerKinds.MonitoringStop);
        draft.Entry["seconds"] = Seconds;
        draft.Entry["ended_by"] = endedBy;
        return draft;
    }
}
