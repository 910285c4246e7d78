using System.Text.Json.Nodes;
using WebchatAspire.Policy.Service.Cases;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>
/// A decision with the persons and things that it was about. The ledger testifies it without them; this row can be
/// erased and the ledger still stands.
/// </summary>
internal sealed class DecisionRecord
{
    public required Guid Id { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The entry that testifies the decision, written in the same transaction.</summary>
    public long LedgerIndex { get; set; }

    public required string SubjectType { get; init; }
    public required string SubjectId { get; init; }

    /// <summary>The role by virtue of which staff were permitted; null on a denial.</summary>
    public string? SubjectRole { get; init; }

    public required string Action { get; init; }
    public required string ResourceType { get; init; }
    public required string ResourceId { get; init; }

    /// <summary>The reference of the chat that the resource is or was made from, where the enforcement point told it.</summary>
    public string? ChatReference { get; init; }

    public string? Purpose { get; init; }
    public Guid? CaseId { get; init; }

    /// <summary>The approval that a permit relies on.</summary>
    public Guid? ApprovalId { get; init; }

    /// <summary><c>permit</c> or <c>deny</c>.</summary>
    public required string Outcome { get; init; }

    public required string Clause { get; init; }
    public required string ReasonCode { get; init; }
    public required string PolicyVersion { get; init; }

    /// <summary>Ids of the obligations.</summary>
    public required string[] Obligations { get; init; }

    /// <summary>The rules that decided, by their place in the policy's file.</summary>
    public required string[] DeterminingRules { get; init; }

    public DateTimeOffset? PermitUntil { get; init; }

    /// <summary>The client id of the enforcement point that asked, and that alone may read under the permit.</summary>
    public required string AskedBy { get; init; }

    public static DecisionRecord Of(
        PolicyDocument policy,
        Question question,
        Verdict verdict,
        DateTimeOffset at,
        string askedBy
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(at),
            At = at,
            SubjectType = question.Subject.Type,
            SubjectId = question.Subject.Id,
            SubjectRole = verdict.Permit ? RoleOf(policy, question, verdict) : null,
            Action = policy.KnowsAction(question.Action) ? question.Action : PolicyTelemetry.Unknown,
            ResourceType = question.ResourceType,
            // One spelling of an id, so that a reading finds the permit of its chat.
            ResourceId = question.ResourceKey,
            ChatReference =
                question.Resource.Text("reference").Value is { } reference && CaseValidation.IsChat(reference)
                    ? reference
                    : null,
            Purpose = verdict.Purpose,
            CaseId = verdict.CaseId,
            ApprovalId = verdict.ApprovalId,
            Outcome = verdict.Outcome,
            Clause = verdict.Clause,
            ReasonCode = verdict.ReasonCode,
            PolicyVersion = policy.Version,
            Obligations = [.. verdict.Obligations.Select(obligation => obligation.Id)],
            DeterminingRules = [.. verdict.Rules],
            PermitUntil = verdict.PermitUntil,
            AskedBy = askedBy,
        };

    /// <summary>The entry that testifies this decision, or something that happens under it.</summary>
    /// <param name="kind">One of <see cref="LedgerKinds"/>.</param>
    public LedgerDraft ToDraft(string kind) =>
        new(
            kind,
            new JsonObject
            {
                ["decision_id"] = Id.ToString(),
                ["action"] = Action,
                ["purpose"] = Purpose,
                ["clause"] = Clause,
                ["outcome"] = Outcome,
                ["reason_code"] = ReasonCode,
                ["policy_version"] = PolicyVersion,
                ["obligations"] = Texts(Obligations),
                ["determining_rules"] = Texts(DeterminingRules),
            },
            new JsonObject
            {
                ["subject_type"] = SubjectType,
                ["subject_id"] = SubjectId,
                ["resource_type"] = ResourceType,
                ["resource_id"] = ResourceId,
                ["case_id"] = CaseId?.ToString(),
                ["asked_by"] = AskedBy,
            }
        );

    private static string? RoleOf(PolicyDocument policy, Question question, Verdict verdict) =>
        policy
            .FindPurpose(verdict.Purpose!)
            ?.GrantRules()
            .Where(rule => verdict.Rules.Contains(rule.Id))
            .SelectMany(rule => GrantEvaluation.Grantees(policy, question, rule.Grant))
            .Select(who => who.Role)
            .FirstOrDefault();

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];
}
