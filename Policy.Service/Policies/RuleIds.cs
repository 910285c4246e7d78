namespace WebchatAspire.Policy.Service.Policies;

/// <summary>What a rule is called: its place in the policy's file, with a purpose's id in place of its number.</summary>
internal static class RuleIds
{
    public const string OversightRole = "never/oversight_role";
    public const string Participant = "never/participant";
    public const string OpenerOfCase = "never/opener_of_case";
    public const string DefaultRefusal = "refusals/default";
    public const string UnknownPurpose = "refusals/unknown_purpose";

    /// <summary>The grants of a purpose, each with what it is called.</summary>
    public static IEnumerable<GrantRule> GrantRules(this Purpose purpose) =>
        purpose.Grants.Select((grant, i) => new GrantRule($"purposes/{purpose.Id}/grants/{i}", grant));
}

internal sealed record GrantRule(string Id, Grant Grant);
