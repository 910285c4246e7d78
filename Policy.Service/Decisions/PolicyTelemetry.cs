using System.Diagnostics;
using System.Diagnostics.Metrics;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>Spans and metrics of decisions. Words that the policy does not know never become a value: they are input.</summary>
internal sealed class PolicyTelemetry
{
    /// <summary>Stands for a purpose or action that the policy does not know.</summary>
    public const string Unknown = "unknown";

    public static readonly ActivitySource Source = new(TelemetryNames.Policy);

    /// <summary>The limit of links that the OpenTelemetry specification recommends for a span.</summary>
    private const int MaxLinks = 128;

    private readonly Counter<long> _decisions;
    private readonly Counter<long> _approvals;
    private readonly Counter<long> _escalations;
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _commitDuration;

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
        _batchSize = meter.CreateHistogram<int>("webchat.ledger.batch_size", "{entry}", "Entries of a shared commit");
        _commitDuration = meter.CreateHistogram<double>(
            "webchat.ledger.commit.duration",
            "s",
            "Time of a shared commit"
        );
    }

    /// <summary>
    /// The span of a shared commit: a root of its own, linked to the requests that it carries. It belongs to no single one
    /// of them, so it must not become the child of one.
    /// </summary>
    public static Activity? StartBatch(IReadOnlyCollection<Pending> batch)
    {
        Activity.Current = null;
        var links = batch
            .Where(pending => pending.Trace.TraceFlags.HasFlag(ActivityTraceFlags.Recorded))
            .Take(MaxLinks)
            .Select(pending => new ActivityLink(pending.Trace));
        return Source.StartActivity(
            "webchat.ledger.batch",
            ActivityKind.Internal,
            parentContext: default,
            tags: null,
            links: links.ToList()
        );
    }

    /// <param name="entries">None when it failed.</param>
    /// <param name="failure">A kebab-case code.</param>
    public void Committed(Activity? activity, int entries, TimeSpan duration, string? failure)
    {
        activity?.SetTag(TelemetryNames.BatchSize, entries);
        if (failure is not null)
        {
            activity?.SetStatus(ActivityStatusCode.Error, failure);
        }
        var outcome = new KeyValuePair<string, object?>(TelemetryNames.Outcome, failure ?? "ok");
        _batchSize.Record(entries, outcome);
        _commitDuration.Record(duration.TotalSeconds, outcome);
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
