using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Policies;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>Laws of the evaluator over the whole matrix (P3, P15, P16).</summary>
public sealed class EvaluatorProperties
{
    private const int Many = 5000;

    [Property(Arbitrary = [typeof(Scenarios)], MaxTest = Many)]
    public bool Exactly_what_the_table_says_is_permitted(Scenario scenario) =>
        scenario.Decide().Permit == PolicyTable.Permits(scenario);

    [Property(Arbitrary = [typeof(Scenarios)], MaxTest = Many)]
    public bool The_opener_of_a_case_is_never_permitted_under_it(Scenario scenario)
    {
        var own = (scenario with { Case = "own" }).Decide();
        return !own.Permit || own.CaseId is null;
    }

    [Property(Arbitrary = [typeof(Scenarios)], MaxTest = Many)]
    public bool Who_linked_a_chat_to_a_case_is_never_permitted_to_open_it_under_that_case(Scenario scenario)
    {
        var linked = (scenario with { Case = "own-link" }).Decide();
        return !linked.Permit || linked.CaseId is null;
    }

    [Property(Arbitrary = [typeof(Scenarios)], MaxTest = Many)]
    public bool Closing_a_case_never_turns_a_deny_into_a_permit(Scenario scenario) =>
        (scenario with { Case = "good" }).Decide().Permit || !(scenario with { Case = "closed" }).Decide().Permit;

    [Property(Arbitrary = [typeof(Scenarios)], MaxTest = Many)]
    public bool A_closed_case_permits_nothing_where_a_case_is_needed(Scenario scenario)
    {
        var closed = (scenario with { Case = "closed" }).Decide();
        return !closed.Permit || closed.CaseId is null;
    }

    [Property(Arbitrary = [typeof(Scenarios)], MaxTest = Many)]
    public bool An_obligation_that_is_not_understood_denies(Scenario scenario)
    {
        var verdict = (scenario with { Understood = Scenarios.AllObligations }).Decide();
        return verdict.Obligations.All(obligation =>
            !(scenario with { Understood = [.. Scenarios.AllObligations.Where(id => id != obligation.Id)] })
                .Decide()
                .Permit
        );
    }

    [Property(Arbitrary = [typeof(Scenarios)], MaxTest = Many)]
    public bool The_adviser_of_a_chat_never_retrieves_it(Scenario scenario) =>
        !(scenario with { SubjectType = "staff", IsAdviser = true, Resource = "recording" }).Decide().Permit;

    [Property(Arbitrary = [typeof(Scenarios)], MaxTest = Many)]
    public bool Overseeing_roles_open_nothing(Scenario scenario) =>
        !(scenario with { SubjectType = "staff", Roles = ["auditor", "administrator"] }).Decide().Permit;

    [Property(Arbitrary = [typeof(Scenarios)], MaxTest = Many)]
    public bool An_approval_never_turns_a_permit_into_a_deny(Scenario scenario) =>
        !(scenario with { Approved = false }).Decide().Permit || (scenario with { Approved = true }).Decide().Permit;

    [Property(Arbitrary = [typeof(Scenarios)], MaxTest = Many)]
    public bool An_agreement_never_turns_a_permit_into_a_deny_nor_its_withdrawal_a_deny_into_a_permit(Scenario scenario)
    {
        var without = (scenario with { Agreed = false }).Decide();
        var with = (scenario with { Agreed = true }).Decide();
        return !without.Permit || with.Permit;
    }

    [Property(Arbitrary = [typeof(Scenarios)], MaxTest = Many)]
    public bool A_case_never_turns_a_permit_into_a_deny(Scenario scenario) =>
        !(scenario with { Case = "none" }).Decide().Permit || (scenario with { Case = "good" }).Decide().Permit;

    [Property(Arbitrary = [typeof(Scenarios)], MaxTest = Many)]
    public bool A_further_case_of_somebody_else_never_turns_a_permit_into_a_deny(Scenario scenario)
    {
        var facts = scenario.Facts();
        // A reference leads to one case of a kind at most.
        var others = Scenario.Policy.CaseKinds.Except(facts.Cases.Select(one => one.Kind));
        return others.All(kind =>
        {
            var further = new CaseFact(Guid.NewGuid(), kind, true, "somebody-else", new Dictionary<string, string>());
            return !Permits(scenario, facts)
                || Permits(scenario, facts with { Cases = [.. facts.Cases, further] })
                    && Permits(scenario, facts with { Cases = [further, .. facts.Cases] });
        });
    }

    [Property(Arbitrary = [typeof(Scenarios)], MaxTest = Many)]
    public bool A_further_forbid_never_turns_a_deny_into_a_permit(Scenario scenario)
    {
        var never = Scenario.Policy.Never;
        var role = never.OversightRole with { Roles = [.. never.OversightRole.Roles, .. scenario.Roles] };
        NeverRules[] stricter =
        [
            never with
            {
                Participant = never.Participant with { Except = [] },
            },
            never with
            {
                OversightRole = role,
            },
            never with
            {
                OversightRole = role with { Actions = [.. role.Actions, scenario.Action] },
            },
        ];
        return Permits(scenario, scenario.Facts())
            || stricter.All(rules => !Permits(scenario, scenario.Facts(), Scenario.Policy with { Never = rules }));
    }

    [Property(Arbitrary = [typeof(Scenarios)], MaxTest = Many)]
    public bool The_adviser_of_a_chat_never_follows_it(Scenario scenario) =>
        !(scenario with { SubjectType = "staff", IsAdviser = true, Action = "monitor", Resource = "chat" })
            .Decide()
            .Permit;

    [Property(Arbitrary = [typeof(Scenarios)], MaxTest = Many)]
    public bool An_advisers_ask_permits_following_for_quality_and_nothing_else(Scenario scenario)
    {
        var without = (scenario with { Asked = false }).Decide();
        var with = (scenario with { Asked = true }).Decide();
        return without.Permit == with.Permit
            || (with.Permit && scenario is { Purpose: "quality", Action: "monitor", Resource: "chat" });
    }

    [Property(Arbitrary = [typeof(Scenarios)], MaxTest = Many)]
    public bool Nothing_is_copied_for_training_without_an_agreement(Scenario scenario) =>
        !(scenario with { Purpose = "training", Agreed = false }).Decide().Permit;

    [Property(Arbitrary = [typeof(Scenarios)], MaxTest = Many)]
    public bool A_permit_has_an_end_and_a_deny_has_none(Scenario scenario)
    {
        var verdict = scenario.Decide();
        return verdict.Permit == verdict.PermitUntil is not null
            && verdict.Permit == (verdict.ReasonCode == ReasonCodes.Permitted);
    }

    private static bool Permits(Scenario scenario, Facts facts, PolicyDocument? policy = null) =>
        Evaluator.Evaluate(policy ?? Scenario.Policy, scenario.Question(), facts, Scenario.At).Permit;

    [Fact]
    public void Every_combination_of_role_action_purpose_resource_and_case_agrees_with_the_table()
    {
        var wrong =
            from role in Scenarios.Roles
            from purpose in Scenarios.Purposes
            from action in Scenarios.Actions
            from resource in Scenarios.Resources
            from kind in Scenarios.Cases
            from approved in Scenarios.Both
            let scenario = Scenarios.Generous with
            {
                Roles = [role],
                Purpose = purpose,
                Action = action,
                Resource = resource,
                Case = kind,
                Approved = approved,
            }
            where scenario.Decide().Permit != PolicyTable.Permits(scenario)
            select scenario;
        Assert.Empty(wrong);
    }
}

/// <summary>Questions of every shape; half of them are close to something permitted, so that permits are reached.</summary>
public static class Scenarios
{
    internal static readonly string[] Roles =
    [
        "adviser",
        "supervisor",
        "records-officer",
        "approver",
        "trainer",
        "analyst",
        "auditor",
        "administrator",
        "caretaker",
    ];

    internal static readonly string[] Purposes =
    [
        .. Scenario.Policy.Purposes.Select(purpose => purpose.Id),
        "curiosity",
        "",
    ];
    internal static readonly string[] Actions =
    [
        "retrieve",
        "monitor",
        "disclose",
        "copy",
        "export",
        "aggregate",
        "rebuild",
        "erase",
    ];
    internal static readonly string[] Resources =
    [
        "recording",
        "chat",
        "anonymised-copy",
        "dataset",
        "statistics",
        "staff-file",
    ];
    internal static readonly string[] Cases =
    [
        "none",
        "unknown",
        "good",
        "closed",
        "own",
        "own-link",
        "other-kind",
        "other-chat",
    ];
    private static readonly string[] SignIns = ["recently", "long-ago", "unknown"];
    internal static readonly bool[] Both = [false, true];
    internal static readonly string[] AllObligations =
    [
        .. Scenario.Policy.Obligations.Select(obligation => obligation.Id),
    ];

    /// <summary>A question in whose way nothing stands but role, purpose, action, resource and case.</summary>
    internal static readonly Scenario Generous = new(
        "staff",
        [],
        "complaint",
        "retrieve",
        "recording",
        "good",
        OwnService: true,
        IsAdviser: false,
        OwnChat: true,
        ChatApi: true,
        Approved: true,
        Agreed: true,
        Sampled: true,
        Flagged: true,
        IdentityRegistered: true,
        IdentityBySecret: true,
        OrderReference: true,
        "active",
        AllObligations
    );

    public static Arbitrary<Scenario> Any() => Gen.OneOf(Anything(), NearPermitted()).ToArbitrary();

    private static Gen<Scenario> Anything() =>
        from subject in Gen.Elements("staff", "resident", "service", "robot")
        from roles in Gen.SubListOf(Roles)
        from purpose in Gen.Elements(Purposes)
        from action in Gen.Elements(Actions)
        from resource in Gen.Elements(Resources)
        from kind in Gen.Elements(Cases)
        from state in Gen.Elements("waiting", "active", "ended")
        from understood in Gen.SubListOf(AllObligations)
        from flags in Gen.Elements(Both).ArrayOf(13)
        from signedIn in Gen.Elements(SignIns)
        select new Scenario(
            subject,
            [.. roles],
            purpose,
            action,
            resource,
            kind,
            flags[0],
            flags[1],
            flags[2],
            flags[3],
            flags[4],
            flags[5],
            flags[6],
            flags[7],
            flags[8],
            flags[9],
            flags[10],
            state,
            [.. understood],
            flags[11],
            signedIn,
            flags[12]
        );

    /// <summary>A grant of the policy, asked for by whom it names, with one thing that may be amiss.</summary>
    private static Gen<Scenario> NearPermitted() =>
        from purpose in Gen.Elements(Scenario.Policy.Purposes.ToArray())
        from grant in Gen.Elements(purpose.Grants.ToArray())
        from action in Gen.Elements(grant.Actions.ToArray())
        from resource in Gen.Elements(grant.Resources.ToArray())
        from who in Gen.Elements(grant.Who.ToArray())
        let fitting = Generous with
        {
            SubjectType = grant.Subject,
            Roles = who.Role is { } role ? [role] : [],
            Purpose = purpose.Id,
            Action = action,
            Resource = resource,
        }
        from kind in Gen.Elements(Cases)
        from obligation in Gen.Elements(AllObligations)
        from amiss in Gen.Elements<Func<Scenario, Scenario>>(
            one => one,
            one => one with { Case = kind },
            one => one with { OwnService = false },
            one => one with { IsAdviser = true },
            one => one with { Case = "none", OwesCase = true },
            one => one with { OwnChat = false, ChatApi = false },
            one => one with { Approved = false },
            one => one with { Agreed = false, Sampled = false, Flagged = false },
            one => one with { Sampled = false, Asked = true },
            one => one with { IdentityRegistered = false, IdentityBySecret = false },
            one => one with { OrderReference = false, State = "ended" },
            one => one with { SignedIn = "long-ago" },
            one => one with { SignedIn = "unknown" },
            one => one with { Understood = [.. AllObligations.Where(id => id != obligation)] }
        )
        select amiss(fitting);
}
