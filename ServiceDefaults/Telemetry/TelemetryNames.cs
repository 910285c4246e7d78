namespace WebchatAspire.ServiceDefaults.Telemetry;

/// <summary>Names of sources, spans and attributes. <c>docs/telemetry.md</c> is their registry.</summary>
public static class TelemetryNames
{
    public const string Chat = "WebchatAspire.Chat";
    public const string Recording = "WebchatAspire.Recording";
    public const string Policy = "WebchatAspire.Policy";
    public const string Gateway = "WebchatAspire.Gateway";

    /// <summary>Activity sources and meters have the same names.</summary>
    public static readonly string[] Sources = [Chat, Recording, Policy, Gateway];

    /// <summary>The span of one batch of messages on its way into the record.</summary>
    public const string AppendBatch = "webchat.append_batch";

    public const string ChatId = "webchat.chat.id";
    public const string Service = "webchat.service";
    public const string EventSeq = "webchat.event.seq";
    public const string BatchSize = "webchat.batch.size";
    public const string Purpose = "webchat.purpose";
    public const string Action = "webchat.action";
    public const string Decision = "webchat.decision";
    public const string DecisionId = "webchat.decision.id";
    public const string Clause = "webchat.clause";
    public const string ReasonCode = "webchat.reason_code";
    public const string PolicyVersion = "webchat.policy.version";
    public const string LedgerIndex = "webchat.ledger.index";
    public const string LedgerKind = "webchat.ledger.kind";
    public const string Obligation = "webchat.obligation";
    public const string RetrievalId = "webchat.retrieval.id";
    public const string Outcome = "webchat.outcome";
    public const string SessionId = "session.id";
}
