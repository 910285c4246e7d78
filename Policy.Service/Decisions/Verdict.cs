using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>A decision before it is in the ledger.</summary>
/// <param name="Purpose">Null when the purpose is not one of the policy's.</param>
/// <param name="CaseId">The case that was named, also when it does not do.</param>
/// <param name="PermitUntil">When the permit ends; null on a denial.</param>
/// <param name="Rules">The rules that decided, as <see cref="Policies.RuleIds"/> names them.</param>
/// <param name="Advice">What could be done about a denial.</param>
/// <param name="ApprovalId">The approval that a permit relies on.</param>
internal sealed record Verdict(
    bool Permit,
    string? Purpose,
    string Clause,
    string ReasonCode,
    IReadOnlyList<Obligation> Obligations,
    IReadOnlyList<string> Rules,
    IReadOnlyList<Advice> Advice,
    Guid? CaseId = null,
    DateTimeOffset? PermitUntil = null,
    Guid? ApprovalId = null
)
{
    public const string PermitOutcome = "permit";
    public const string DenyOutcome = "deny";

    public string Outcome => Permit ? PermitOutcome : DenyOutcome;

    public static Verdict Deny(
        string? purpose,
        string clause,
        string reasonCode,
        IReadOnlyList<string> rules,
        Advice? advice = null,
        Guid? caseId = null
    ) => new(false, purpose, clause, reasonCode, [], rules, advice is null ? [] : [advice], caseId);
}
