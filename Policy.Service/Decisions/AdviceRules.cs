using System.Text.Json;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>Advice as data: words of the policy and of the interface, so that nothing about a person can be in it.</summary>
internal static class AdviceRules
{
    public static Advice Approval(PolicyDocument policy) =>
        Of(AdviceIds.AskForApproval, "roles", policy.Approvals.Who.Select(who => who.Role).OfType<string>().ToArray());

    public static readonly Advice Agreement = Of(AdviceIds.AskForAgreement, "roles", (string[])[StaffRoles.Adviser]);

    public static Advice Attribute(string name) => Of(AdviceIds.SupplyAttribute, "attribute", name);

    public static Advice OpenCase(string kind) => Of(AdviceIds.NameOpenCase, "kind", kind);

    public static Advice CaseOfSomebodyElse(string kind) => Of(AdviceIds.CaseOfSomebodyElse, "kind", kind);

    public static Advice Obligations(IEnumerable<string> ids) =>
        Of(AdviceIds.UnderstandObligations, "obligations", ids.ToArray());

    /// <summary>Null where no member of staff could ask.</summary>
    public static Advice? RoleHolder(IEnumerable<string> roles) =>
        roles.Distinct().ToArray() is { Length: > 0 } some ? Of(AdviceIds.AskRoleHolder, "roles", some) : null;

    private static Advice Of<T>(string id, string name, T value) =>
        new(id, new Dictionary<string, JsonElement> { [name] = JsonSerializer.SerializeToElement(value) });
}
