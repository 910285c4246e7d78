using WebchatAspire.Policy.Service.Decisions;

namespace WebchatAspire.Policy.Service.Policies;

/// <param name="Pointer">The JSON pointer of the value that breaks the rule.</param>
internal sealed record BrokenRule(string Pointer, string Rule, string Message);

/// <summary>What has to hold between the parts of a policy: every name that is used is listed, and listed once.</summary>
internal static class PolicyRules
{
    public static IEnumerable<BrokenRule> Check(PolicyDocument policy) =>
        [
            .. Unique("/clauses", "id", policy.Clauses.Select(clause => clause.Id)),
            .. Unique("/services", "slug", policy.Services.Select(service => service.Slug)),
            .. Unique("/resources", "type", policy.Resources.Select(resource => resource.Type)),
            .. Unique("/obligations", "id", policy.Obligations.Select(obligation => obligation.Id)),
            .. Unique("/restrictions/grounds", "id", policy.Restrictions.Grounds.Select(ground => ground.Id)),
            .. Unique("/purposes", "id", policy.Purposes.Select(purpose => purpose.Id)),
            .. HasKnownTimeZone(policy)
                ? Array.Empty<BrokenRule>()
                : [new BrokenRule("/time_zone", "known-time-zone", $"'{policy.TimeZone}' is no time zone")],
            .. Clauses(policy),
            .. LoopRules.Check(policy),
            .. ResidentRules.Check(policy),
            .. policy.Never.Participant.Except.SelectMany(
                (id, i) =>
                    Listed(
                        $"/never/participant/except/{i}",
                        "known-purpose",
                        id,
                        policy.Purposes.Select(purpose => purpose.Id)
                    )
            ),
            .. policy.Purposes.SelectMany(
                (purpose, i) =>
                    purpose.Grants.SelectMany((grant, j) => Grant(policy, grant, $"/purposes/{i}/grants/{j}"))
            ),
        ];

    public static bool HasKnownTimeZone(PolicyDocument policy) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(policy.TimeZone, out _);

    private static IEnumerable<BrokenRule> Clauses(PolicyDocument policy)
    {
        var known = policy.Clauses.Select(clause => clause.Id).ToHashSet();
        IEnumerable<(string Pointer, string Clause)> used =
        [
            ("/refusals/default", policy.Refusals.Default),
            ("/refusals/unknown_purpose", policy.Refusals.UnknownPurpose),
            ("/never/oversight_role/clause", policy.Never.OversightRole.Clause),
            ("/never/participant/clause", policy.Never.Participant.Clause),
            ("/never/opener_of_case/clause", policy.Never.OpenerOfCase.Clause),
            .. policy.Restrictions.Grounds.Select((ground, i) => ($"/restrictions/grounds/{i}/clause", ground.Clause)),
            .. policy.Purposes.Select((purpose, i) => ($"/purposes/{i}/clause", purpose.Clause)),
            .. policy.Purposes.SelectMany(
                (purpose, i) => (purpose.Also ?? []).Select((id, j) => ($"/purposes/{i}/also/{j}", id))
            ),
        ];
        return used.SelectMany(use => Listed(use.Pointer, "known-clause", use.Clause, known));
    }

    private static IEnumerable<BrokenRule> Grant(PolicyDocument policy, Grant grant, string at) =>
        [
            .. grant.Resources.SelectMany(
                (type, i) =>
                    Listed(
                        $"{at}/resources/{i}",
                        "known-resource",
                        type,
                        policy.Resources.Select(resource => resource.Type)
                    )
            ),
            .. grant.Obligations.SelectMany(
                (obligation, i) =>
                    Listed(
                        $"{at}/obligations/{i}/id",
                        "known-obligation",
                        obligation.Id,
                        policy.Obligations.Select(kind => kind.Id)
                    )
            ),
            .. grant.Obligations.SelectMany(
                (obligation, i) =>
                    obligation.Id is Obligations.TimeLimit or Obligations.StepUp
                    && obligation.Properties?.ContainsKey("minutes") is not true
                        ?
                        [
                            new BrokenRule(
                                $"{at}/obligations/{i}",
                                $"{obligation.Id}-minutes",
                                $"the obligation '{obligation.Id}' says its minutes"
                            ),
                        ]
                        : Array.Empty<BrokenRule>()
            ),
            .. grant.Case is { } condition
                ? Listed($"{at}/case/kind", "known-case-kind", condition.Kind, policy.CaseKinds)
                : [],
            .. grant.Case?.MayFollowWithinHours is not null
                ? Listed(
                    $"{at}/case/may_follow_within_hours",
                    "known-obligation",
                    Obligations.CaseToFollow,
                    policy.Obligations.Select(kind => kind.Id)
                )
                : [],
            .. grant.Who.SelectMany(
                (who, i) =>
                    who.Role is { } role
                    && policy.Never.OversightRole.Roles.Contains(role)
                    && grant.Actions.Intersect(policy.Never.OversightRole.Actions).Any()
                        ?
                        [
                            new BrokenRule(
                                $"{at}/who/{i}/role",
                                "oversight-role",
                                $"'{role}' never reads text by virtue of that role"
                            ),
                        ]
                        : Array.Empty<BrokenRule>()
            ),
        ];

    internal static IEnumerable<BrokenRule> Unique(string list, string key, IEnumerable<string> values)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return values
            .Select((value, i) => (value, i))
            .Where(item => !seen.Add(item.value))
            .Select(item => new BrokenRule($"{list}/{item.i}/{key}", "unique", $"'{item.value}' is listed twice"));
    }

    internal static IEnumerable<BrokenRule> Listed(
        string pointer,
        string rule,
        string value,
        IEnumerable<string> known
    ) => known.Contains(value) ? [] : [new BrokenRule(pointer, rule, $"'{value}' is not listed in this policy")];
}
