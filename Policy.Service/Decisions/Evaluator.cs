using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>
/// Decides by the policy's data alone: no clock, no store, no state. What no grant permits is denied (P15), and the
/// never-rules beat every grant.
/// </summary>
internal static class Evaluator
{
    public static Verdict Evaluate(PolicyDocument policy, Question question, Facts facts, DateTimeOffset at)
    {
        var named = question.Context.Text("purpose");
        if (named.Problem is { } problem)
        {
            return Verdict.Deny(null, policy.Refusals.UnknownPurpose, problem);
        }
        if (policy.FindPurpose(named.Value!) is not { } purpose)
        {
            return Verdict.Deny(null, policy.Refusals.UnknownPurpose, ReasonCodes.UnknownPurpose);
        }
        if (IsParticipant(policy, purpose, question))
        {
            return Verdict.Deny(purpose.Id, policy.Never.Participant.Clause, ReasonCodes.Participant);
        }

        var fitting = purpose
            .Grants.Where(grant =>
                grant.Actions.Contains(question.Action) && grant.Resources.Contains(question.ResourceType)
            )
            .ToList();
        if (fitting.Count == 0)
        {
            return Verdict.Deny(purpose.Id, policy.Refusals.Default, ReasonCodes.ActionNotAllowed);
        }
        var own = fitting.Where(grant => Grantees(policy, question, grant).Any()).ToList();
        if (own.Count == 0)
        {
            return Verdict.Deny(purpose.Id, policy.Refusals.Default, ReasonCodes.RoleNotAllowed);
        }
        if (AttributeProblem(policy, question) is { } missing)
        {
            return Verdict.Deny(purpose.Id, policy.Refusals.Default, missing);
        }

        var verdicts = own.Select(grant => GrantEvaluation.Evaluate(policy, purpose, grant, question, facts, at))
            .ToList();
        return verdicts.Find(verdict => verdict.Permit) ?? verdicts[0];
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

    /// <summary>
    /// Whether the subject is the adviser of that chat. An attribute that cannot be read is answered further on: it denies.
    /// </summary>
    private static bool IsParticipant(PolicyDocument policy, Purpose purpose, Question question) =>
        question.Subject.Type == DecisionSubject.Staff
        && !policy.Never.Participant.Except.Contains(purpose.Id)
        && question.Resource.TextOrNull("adviser_id").Value is { Length: > 0 } adviser
        && question.Subject.Is(adviser);

    private static string? AttributeProblem(PolicyDocument policy, Question question) =>
        policy
            .FindResource(question.ResourceType)!
            .Attributes.Select(name =>
                name switch
                {
                    "adviser_id" => question.Resource.TextOrNull(name).Problem,
                    "state" => question.Resource.State(name).Problem,
                    "flagged" => question.Resource.Flag(name).Problem,
                    _ => question.Resource.Text(name).Problem,
                }
            )
            .FirstOrDefault(problem => problem is not null);
}
