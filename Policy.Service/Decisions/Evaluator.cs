using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>
/// Decides by the policy's data alone: no clock, no store, no state. What no grant permits is denied (P15), and the
/// never-rules beat every grant. Every verdict names the rules that decided.
/// </summary>
internal static class Evaluator
{
    public static Verdict Evaluate(PolicyDocument policy, Question question, Facts facts, DateTimeOffset at)
    {
        var named = question.Context.Text("purpose");
        if (named.Problem is { } problem)
        {
            return Unknown(policy, problem, AdviceRules.Attribute("purpose"));
        }
        if (policy.FindPurpose(named.Value!) is not { } purpose)
        {
            return Unknown(policy, ReasonCodes.UnknownPurpose);
        }
        var fitting = purpose
            .GrantRules()
            .Where(rule =>
                rule.Grant.Actions.Contains(question.Action) && rule.Grant.Resources.Contains(question.ResourceType)
            )
            .ToList();
        var own = fitting.Where(rule => Grantees(policy, question, rule.Grant).Any()).ToList();
        if (Forbids.Of(policy, purpose, question, own, facts) is [var forbid, ..] forbids)
        {
            return Verdict.Deny(
                purpose.Id,
                forbid.Clause,
                forbid.ReasonCode,
                [.. forbids.Select(one => one.Rule)],
                forbid.Advice,
                forbid.CaseId
            );
        }
        if (own.Count == 0)
        {
            return NotGranted(policy, purpose, question, fitting);
        }
        if (AttributeProblem(policy, question) is { } missing)
        {
            return Verdict.Deny(
                purpose.Id,
                policy.Refusals.Default,
                missing.Problem,
                [RuleIds.DefaultRefusal],
                AdviceRules.Attribute(missing.Name)
            );
        }
        var verdicts = own.Select(rule => GrantEvaluation.Evaluate(policy, purpose, rule, question, facts, at))
            .ToList();
        return verdicts.Find(verdict => verdict.Permit) ?? verdicts[0];
    }

    private static Verdict Unknown(PolicyDocument policy, string reasonCode, Advice? advice = null) =>
        Verdict.Deny(null, policy.Refusals.UnknownPurpose, reasonCode, [RuleIds.UnknownPurpose], advice);

    /// <summary>No grant of the purpose is about this, or none names the subject.</summary>
    private static Verdict NotGranted(
        PolicyDocument policy,
        Purpose purpose,
        Question question,
        List<GrantRule> fitting
    )
    {
        if (fitting.Count == 0)
        {
            return Verdict.Deny(
                purpose.Id,
                policy.Refusals.Default,
                ReasonCodes.ActionNotAllowed,
                [RuleIds.DefaultRefusal]
            );
        }
        var overseer = policy.Never.OversightRole;
        var oversees =
            overseer.Actions.Contains(question.Action) && overseer.Roles.Any(question.Subject.Roles.Contains);
        return Verdict.Deny(
            purpose.Id,
            oversees ? overseer.Clause : policy.Refusals.Default,
            ReasonCodes.RoleNotAllowed,
            [oversees ? RuleIds.OversightRole : RuleIds.DefaultRefusal],
            AdviceRules.RoleHolder(fitting.SelectMany(rule => rule.Grant.Who).Select(who => who.Role).OfType<string>())
        );
    }

    /// <summary>The entries of a grant that name this subject; a role that oversees does not count for reading.</summary>
    internal static IEnumerable<Grantee> Grantees(PolicyDocument policy, Question question, Grant grant)
    {
        var subject = question.Subject;
        if (grant.Subject != subject.Type)
        {
            return [];
        }
        var overseer = policy.Never.OversightRole;
        return grant.Who.Where(who =>
            subject.Type switch
            {
                DecisionSubject.Staff => who.Role is { } role
                    && subject.Roles.Contains(role)
                    && !(overseer.Roles.Contains(role) && overseer.Actions.Contains(question.Action)),
                DecisionSubject.Resident => who.OwnChat && subject.Is(question.ResourceId),
                DecisionSubject.Service => who.Client is { } client && subject.Id == client,
                _ => false,
            }
        );
    }

    private static (string Name, string Problem)? AttributeProblem(PolicyDocument policy, Question question)
    {
        foreach (var name in policy.FindResource(question.ResourceType)!.Attributes)
        {
            var problem = name switch
            {
                "adviser_id" => question.Resource.TextOrNull(name).Problem,
                "state" => question.Resource.State(name).Problem,
                "flagged" => question.Resource.Flag(name).Problem,
                _ => question.Resource.Text(name).Problem,
            };
            if (problem is not null)
            {
                return (name, problem);
            }
        }
        return null;
    }
}
