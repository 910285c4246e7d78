using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebchatAspire.Contracts.Policy;

/// <summary>An AuthZEN 1.0 access evaluation request: may this subject do this to that resource, in this context?</summary>
public sealed record EvaluationRequest(
    EvaluationSubject Subject,
    EvaluationAction Action,
    EvaluationResource Resource,
    Dictionary<string, JsonElement>? Context = null
);

/// <param name="Type"><c>staff</c>, <c>resident</c> or <c>service</c>.</param>
/// <param name="Id">For staff the token's <c>sub</c>; for a resident the chat id; for a service its client id.</param>
public sealed record EvaluationSubject(string Type, string Id, Dictionary<string, JsonElement>? Properties = null);

public sealed record EvaluationAction(string Name, Dictionary<string, JsonElement>? Properties = null);

public sealed record EvaluationResource(string Type, string Id, Dictionary<string, JsonElement>? Properties = null);

/// <summary>An AuthZEN 1.0 access evaluation response with this system's context.</summary>
public sealed record EvaluationResponse(bool Decision, DecisionContext Context);

/// <summary>
/// An AuthZEN 1.0 access evaluations request. What stands beside <c>evaluations</c> is what they have in common: the default
/// for each member that one of them lacks. Without evaluations it is itself the one question.
/// </summary>
/// <param name="Evaluations">At most 100, each like an <see cref="EvaluationRequest"/>.</param>
/// <param name="Options"><c>evaluations_semantic</c>: <c>execute_all</c> (without it), <c>deny_on_first_deny</c>, <c>permit_on_first_permit</c>.</param>
public sealed record EvaluationsRequest(
    EvaluationSubject? Subject = null,
    EvaluationAction? Action = null,
    EvaluationResource? Resource = null,
    Dictionary<string, JsonElement>? Context = null,
    IReadOnlyList<JsonElement>? Evaluations = null,
    Dictionary<string, JsonElement>? Options = null
);

/// <summary>An AuthZEN 1.0 access evaluations response: evaluations, or the answer to the one question.</summary>
/// <param name="Evaluations">In the order of the request, as far as the semantic had them decided.</param>
public sealed record EvaluationsResponse(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Decision,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DecisionContext? Context,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<EvaluationsItem>? Evaluations
);

public sealed record EvaluationsItem(bool Decision, AnswerContext Context);

/// <summary>What stands behind an answer: a decision, or the reason why there is none.</summary>
[JsonDerivedType(typeof(DecisionContext))]
[JsonDerivedType(typeof(FailureContext))]
public abstract record AnswerContext;

/// <summary>One of several evaluations could not be put to the policy. Nothing of it is in the ledger; the answer is no.</summary>
public sealed record FailureContext(EvaluationError Error) : AnswerContext;

/// <param name="Status">As an HTTP status, what the evaluation alone would have been answered.</param>
/// <param name="Code">In kebab case, as in a problem.</param>
/// <param name="Field">The member that cannot be taken as it is.</param>
public sealed record EvaluationError(int Status, string Code, string Message, string? Field);

/// <summary>What the decision point offers (AuthZEN 1.0, policy decision point metadata). The addresses are absolute.</summary>
/// <param name="ObligationsSupported">The obligations that the policy may ask for (draft AuthZEN obligations profile).</param>
public sealed record DecisionPointMetadata(
    [property: JsonPropertyName("policy_decision_point")] string PolicyDecisionPoint,
    [property: JsonPropertyName("access_evaluation_endpoint")] string AccessEvaluationEndpoint,
    [property: JsonPropertyName("access_evaluations_endpoint")] string AccessEvaluationsEndpoint,
    [property: JsonPropertyName("obligations_supported")] IReadOnlyList<string> ObligationsSupported
);

/// <param name="DecisionId">Names the decision in the ledger.</param>
/// <param name="LedgerIndex">The entry that testifies the decision; committed before this answer was sent.</param>
/// <param name="Clause">The policy clause that decided, such as <c>P16</c>.</param>
/// <param name="ReasonCode">Why, in kebab case: <c>permitted</c>, <c>case-missing</c>, <c>approval-needed</c> …</param>
/// <param name="Obligations">What the enforcement point has to carry out; not understanding one means no.</param>
/// <param name="PermitUntil">When a permit ends; null on a denial.</param>
/// <param name="DeterminingRules">
/// The rules that decided, by their place in the policy's file: <c>purposes/complaint/grants/0</c>, <c>never/participant</c> …
/// </param>
/// <param name="Advice">What could be done about a denial. It may be ignored, unlike an obligation.</param>
public sealed record DecisionContext(
    [property: JsonPropertyName("decision_id")] Guid DecisionId,
    [property: JsonPropertyName("ledger_index")] long LedgerIndex,
    [property: JsonPropertyName("policy_version")] string PolicyVersion,
    string Clause,
    [property: JsonPropertyName("reason_code")] string ReasonCode,
    IReadOnlyList<Obligation> Obligations,
    [property: JsonPropertyName("permit_until")] DateTimeOffset? PermitUntil,
    [property: JsonPropertyName("determining_rules")] IReadOnlyList<string> DeterminingRules,
    IReadOnlyList<Advice> Advice
) : AnswerContext;

/// <param name="Id">Such as <c>mask-third-parties</c> or <c>time-limit</c>.</param>
public sealed record Obligation(string Id, Dictionary<string, JsonElement>? Properties = null)
{
    /// <summary>What the draft AuthZEN obligations profile calls an obligation's type; each occurs once, so it is its id too.</summary>
    public string Type => Id;
}

/// <param name="Id">One of <see cref="AdviceIds"/>.</param>
/// <param name="Properties">Words of the policy and of this interface; never anything about a person.</param>
public sealed record Advice(string Id, Dictionary<string, JsonElement>? Properties = null);

/// <summary>What an enforcement point puts into the ledger before it gives out text under a permit.</summary>
public sealed record ReadEntryRequest(
    [property: JsonPropertyName("decision_id")] Guid DecisionId,
    [property: JsonPropertyName("chat_id")] Guid ChatId
);

/// <summary>What an enforcement point says when nobody follows a chat any more.</summary>
/// <param name="EndedBy">One of <see cref="MonitoringEnds"/>.</param>
public sealed record MonitoringStopRequest(
    [property: JsonPropertyName("decision_id")] Guid DecisionId,
    [property: JsonPropertyName("ended_by")] string EndedBy
);

/// <param name="LedgerIndex">The committed entry of the stop.</param>
/// <param name="Repeated">Somebody said so before; the rest is what came of that.</param>
public sealed record MonitoringStopResponse(
    [property: JsonPropertyName("ledger_index")] long LedgerIndex,
    int Seconds,
    bool Repeated
);

/// <summary>What the enforcement point that asks has started and nobody has stopped.</summary>
public sealed record OpenMonitorings(IReadOnlyList<OpenMonitoring> Monitorings);

/// <param name="Permitted">False once the permit is over, or its case, approval or restriction is in force no longer.</param>
public sealed record OpenMonitoring(
    [property: JsonPropertyName("decision_id")] Guid DecisionId,
    [property: JsonPropertyName("chat_id")] Guid ChatId,
    [property: JsonPropertyName("started_at")] DateTimeOffset StartedAt,
    bool Permitted
);

/// <summary>Why nobody follows a chat any more.</summary>
public static class MonitoringEnds
{
    /// <summary>Whoever followed stopped.</summary>
    public const string Stopped = "stopped";
    public const string PermitEnded = "permit-ended";
    public const string ChatEnded = "chat-ended";

    /// <summary>Signed out, or no longer there.</summary>
    public const string Gone = "gone";

    /// <summary>They have become the chat's adviser.</summary>
    public const string TookPart = "took-part";

    /// <summary>The enforcement point could not carry on, or no longer knew of it.</summary>
    public const string Failed = "failed";

    public static readonly string[] All = [Stopped, PermitEnded, ChatEnded, Gone, TookPart, Failed];
}

/// <summary>Codes of refusals of a reading that its enforcement point tells apart.</summary>
public static class ReadRefusals
{
    /// <summary>The permit obliges to <c>restricted-notice</c>, and no restriction is in force.</summary>
    public const string RestrictionNeeded = "restriction-needed";
}

/// <param name="LedgerIndex">The committed entry of this reading.</param>
public sealed record ReadEntryResponse([property: JsonPropertyName("ledger_index")] long LedgerIndex);

/// <summary>The published policy in force, as everybody may read it at <c>GET /api/policy</c>.</summary>
/// <param name="TimeZone">The IANA time zone of dates and opening hours.</param>
/// <param name="Outcomes">How an adviser can say that a chat ended.</param>
public sealed record PublishedPolicy(
    string Version,
    DateOnly InForceFrom,
    string TimeZone,
    PolicyNotice Notice,
    IReadOnlyList<PolicyService> Services,
    PolicyConduct Conduct,
    IReadOnlyList<PolicyOutcome> Outcomes,
    IReadOnlyList<PolicyPurpose> Purposes,
    IReadOnlyList<PolicyClause> Clauses,
    PolicyRegisters Registers
);

/// <summary>The fair processing notice that is shown before the first message (P5).</summary>
/// <param name="Translations">By BCP 47 tag; the English one is the one that counts.</param>
public sealed record PolicyNotice(
    string Version,
    string Title,
    IReadOnlyList<string> Paragraphs,
    IReadOnlyDictionary<string, NoticeTranslation> Translations
);

/// <param name="Draft">Nobody who knows the language has checked it yet.</param>
public sealed record NoticeTranslation(string Title, IReadOnlyList<string> Paragraphs, bool Draft);

/// <summary>What an adviser says to somebody who abuses them (P7), step by step; each by BCP 47 tag, English always.</summary>
public sealed record PolicyConduct(
    IReadOnlyDictionary<string, string> Caution,
    IReadOnlyDictionary<string, string> FinalWarning
);

/// <param name="Code">In kebab case; the record's <c>outcome</c>.</param>
public sealed record PolicyOutcome(string Code, string Label);

/// <param name="Slug">The id used everywhere, such as <c>housing-repairs</c>.</param>
/// <param name="Team">The team whose advisers answer.</param>
/// <param name="Hours">Opening hours in words.</param>
/// <param name="RetentionMonths">How long a recording is kept after the chat ended.</param>
/// <param name="Opening">The hours as data; on a bank holiday of England and Wales only those that say so.</param>
/// <param name="Contacts">Other ways to get in touch.</param>
/// <param name="QuickExit">Its pages have a button that leaves them at once, for people who are watched.</param>
public sealed record PolicyService(
    string Slug,
    string Name,
    string Team,
    string Hours,
    int RetentionMonths,
    IReadOnlyList<OpeningHours> Opening,
    IReadOnlyList<ContactWay> Contacts,
    bool QuickExit
);

/// <summary>
/// Open on these days between two local times. One that does not close after it opens goes on into the next day, and with
/// equal times it is open all day.
/// </summary>
public sealed record OpeningHours(IReadOnlyList<DayOfWeek> Days, TimeOnly Opens, TimeOnly Closes, bool BankHolidays);

/// <param name="Kind"><c>phone</c>, <c>web</c> or <c>visit</c>.</param>
/// <param name="Value">A telephone number, an address of a page, or words.</param>
public sealed record ContactWay(string Kind, string Value);

/// <param name="CaseKind">The kind of open case that the purpose needs, or null.</param>
/// <param name="Dpv">The W3C Data Privacy Vocabulary term.</param>
public sealed record PolicyPurpose(
    string Id,
    string Label,
    string Clause,
    IReadOnlyList<string> Actions,
    IReadOnlyList<string> Roles,
    string? CaseKind,
    string Dpv
);

public sealed record PolicyClause(string Id, string Text);

/// <summary>What those need to know who enter something in a register.</summary>
/// <param name="CaseReviewDays">After how many days a case is looked at again if nobody says otherwise.</param>
/// <param name="ApprovalRefusals">Why a request for approval can be refused.</param>
/// <param name="ReviewJustified">Why an access was justified.</param>
/// <param name="ReviewNotJustified">Why it was not.</param>
public sealed record PolicyRegisters(
    IReadOnlyList<string> CaseKinds,
    int CaseReviewDays,
    IReadOnlyList<PolicyReason> ApprovalRefusals,
    IReadOnlyList<PolicyReason> ReviewJustified,
    IReadOnlyList<PolicyReason> ReviewNotJustified,
    PolicyRestrictions Restrictions
);

/// <param name="Code">In kebab case; may stand in the ledger.</param>
public sealed record PolicyReason(string Code, string Label);

/// <summary>When a resident is not told at once that their recording was opened.</summary>
/// <param name="MaxMonths">How far ahead a restriction can end.</param>
public sealed record PolicyRestrictions(int MaxMonths, IReadOnlyList<RestrictionGround> Grounds)
{
    public RestrictionGround? Find(string id) => Grounds.FirstOrDefault(ground => ground.Id == id);
}

/// <param name="Law">The exemption that the law gives.</param>
public sealed record RestrictionGround(string Id, string Clause, string Label, string Law);
