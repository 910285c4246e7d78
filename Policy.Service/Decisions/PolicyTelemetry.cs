using System.Diagnostics;
using System.Diagnostics.Metrics;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>Spans and metrics of decisions. Words that the policy does not know never become a value: they are input.</summary>
internal sealed class PolicyTelemetry
{
    /// <summary>Stands for a purpose or action that the policy does not know.</summary>
    public const string Unknown = "unknown";

    public static readonly ActivitySource Source = new(TelemetryNames.Policy);

    private readonly Counter<long> _decisions;

    public PolicyTelemetry(IMeterFactory meters) =>
        _decisions = meters
            .Create(TelemetryNames.Policy)
            .CreateCounter<long>("webchat.decisions", "{decision}", "Decisions by purpose and outcome");

    /// <summary>A denied decision is an answer, not an error: the span's status stays unset.</summary>
    public void Decided(Activity? activity, DecisionRecord decision)
    {
        activity?.SetTag(TelemetryNames.Purpose, decision.Purpose ?? Unknown);
        activity?.SetTag(TelemetryNames.Action, decision.Action);
        activity?.SetTag(TelemetryNames.Decision, decision.Outcome);
        activity?.SetTag(TelemetryNames.DecisionId, decision.Id);
        activity?.SetTag(TelemetryNames.Clause, decision.Clause);
        activity?.SetTag(TelemetryNames.ReasonCode, decision.ReasonCode);
        activity?.SetTag(TelemetryNames.PolicyVersion, decision.PolicyVersion);
        activity?.SetTag(TelemetryNames.LedgerIndex, decision.LedgerIndex);
        if (Guid.TryParse(decision.ResourceId, out var chatId))
        {
            activity?.SetTag(TelemetryNames.ChatId, chatId);
        }
        _decisions.Add(
            1,
            new KeyValuePair<string, object?>(TelemetryNames.Purpose, decision.Purpose ?? Unknown),
            new KeyValuePair<string, object?>(TelemetryNames.Decision, decision.Outcome)
        );
    }
}
