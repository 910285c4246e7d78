using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>A never-rule that applies, and therefore beats whatever a grant permits.</summary>
internal sealed record Forbid(
    string Rule,
    string Clause,
    string ReasonCode,
    Advice? Advice = null,
    Guid? CaseId = null
);

/// <summary>The never-rules about the person who asks. The one about roles is in who counts as named by a grant.</summary>
internal static class Forbids
{
    /// <summary>All that apply, the first being the one that is cited.</summary>
    /// <param name="own">The grants that are about this action and resource and name the subject.</param>
    public static IReadOnlyList<Forbid> Of(
        PolicyDocument policy,
        Purpose purpose,
        Question question,
        IReadOnlyList<GrantRule> own,
        Facts facts
    )
    {
        var forbids = new List<Forbid>();
        if (IsParticipant(policy, purpose, question))
        {
            forbids.Add(new Forbid(RuleIds.Participant, policy.Never.Participant.Clause, ReasonCodes.Participant));
        }
        if (OwnCase(question, own, facts) is var (reason, found))
        {
            forbids.Add(
                new Forbid(
                    RuleIds.OpenerOfCase,
                    policy.Never.OpenerOfCase.Clause,
                    reason,
                    AdviceRules.CaseOfSomebodyElse(found.Kind),
                    found.Id
                )
            );
        }
        return forbids;
    }

    /// <summary>
    /// Whether the subject is the adviser of that chat. An attribute that cannot be read is answered further on: it denies.
    /// </summary>
    private static bool IsParticipant(PolicyDocument policy, Purpose purpose, Question question) =>
        question.Subject.Type == DecisionSubject.Staff
        && !policy.Never.Participant.Except.Contains(purpose.Id)
        && question.Resource.TextOrNull("adviser_id").Value is { Length: > 0 } adviser
        && question.Subject.Is(adviser);

    /// <summary>
    /// The case under which is asked, if the subject opened it. Or linked this recording to it: else a case of somebody
    /// else could be stretched to any recording.
    /// </summary>
    private static (string Reason, CaseFact Case)? OwnCase(Question question, IReadOnlyList<GrantRule> own, Facts facts)
    {
        var recording = question.Resource.Text("reference").Value;
        foreach (var one in facts.Cases.Where(one => own.Any(rule => rule.Grant.Case?.Kind == one.Kind)))
        {
            if (question.Subject.Is(one.OpenedBy))
            {
                return (ReasonCodes.CaseOpenedByRequester, one);
            }
            if (recording is not null && question.Subject.Is(one.LinkedBy.GetValueOrDefault(recording)))
            {
                return (ReasonCodes.ChatLinkedByRequester, one);
            }
        }
        return null;
    }
}
