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
    private readonly Counter<long> _approvals;
    private readonly Counter<long> _escalations;

    public PolicyTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(TelemetryNames.Policy);
        _decisions = meter.CreateCounter<long>("webchat.decisions", "{decision}", "Decisions by purpose and outcome");
        _approvals = meter.CreateCounter<long>(
            "webchat.approvals",
            "{request}",
            "What has become of requests for approval"
        );
        _escalations = meter.CreateCounter<long>(
            "webchat.escalations",
            "{obligation}",
            "Obligations that nobody carried out in time"
        );
    }

    /// <param name="outcome">requested, or the state that the request is in now.</param>
    public void ApprovalChanged(string purpose, string outcome) =>
        _approvals.Add(
            1,
            new KeyValuePair<string, object?>(TelemetryNames.Purpose, purpose),
            new KeyValuePair<string, object?>(TelemetryNames.Outcome, outcome)
        );

    public void Escalated(string obligation, string purpose) =>
        _escalations.Add(
            1,
            new KeyValuePair<string, object?>(TelemetryNames.Obligation, obligation),
            new KeyValuePair<string, object?>(TelemetryNames.Purpose, purpose)
        );

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
