using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Approvals;

/// <summary>What the approvals register knows about questions.</summary>
internal sealed class ApprovalFacts(PolicyContext database)
{
    /// <summary>
    /// The approvals of questions that are in force: of the same person, for the same action, resource, purpose and case, under
    /// the same version of the policy.
    /// </summary>
    /// <param name="asked">The questions, each with the cases that its reference names.</param>
    /// <returns>The id of each question's approval, in their order; null where there is none.</returns>
    public async Task<IReadOnlyList<Guid?>> InForceAsync(
        PolicyDocument policy,
        IReadOnlyList<(Question Question, IReadOnlyList<CaseFact> Cases)> asked,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        string[] subjects =
        [
            .. asked
                .Where(item => NeedsApproval(policy, item.Question))
                .Select(item => item.Question.Subject.Id)
                .Distinct(),
        ];
        if (subjects.Length == 0)
        {
            return [.. asked.Select(_ => (Guid?)null)];
        }
        // The share lock keeps an approval from being withdrawn between this look and the commit of what it decides.
        var approvals = await database
            .Approvals.FromSql(
                $"""
                select * from policy.approvals
                where requested_by = any({subjects}) and state = 'approved' and valid_until > {at}
                    and policy_version = {policy.Version}
                order by id for share
                """
            )
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        return [.. asked.Select(item => approvals.Find(one => Fits(policy, one, item.Question, item.Cases))?.Id)];
    }

    private static bool NeedsApproval(PolicyDocument policy, Question question) =>
        question.Subject.Type == DecisionSubject.Staff
        && PurposeOf(policy, question)?.Grants.Any(grant => grant.Needs?.Contains(GrantEvaluation.ApprovalNeed) is true)
            is true;

    private static bool Fits(
        PolicyDocument policy,
        Approval approval,
        Question question,
        IReadOnlyList<CaseFact> cases
    ) =>
        question.Subject.Type == DecisionSubject.Staff
        && approval.RequestedBy == question.Subject.Id
        && approval.Action == question.Action
        && approval.ResourceType == question.ResourceType
        && approval.ResourceId == question.ResourceKey
        && PurposeOf(policy, question) is { } purpose
        && approval.Purpose == purpose.Id
        && CaseFits(approval, purpose, cases);

    /// <summary>Where a purpose needs a case, the approval is for that very case; where it needs none, there is none.</summary>
    private static bool CaseFits(Approval approval, Purpose purpose, IReadOnlyList<CaseFact> cases)
    {
        var kinds = purpose.Grants.Select(grant => grant.Case?.Kind).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var named = cases.FirstOrDefault(one => kinds.Contains(one.Kind));
        return approval.CaseId == named?.Id;
    }

    private static Purpose? PurposeOf(PolicyDocument policy, Question question) =>
        question.Context.Text("purpose").Value is { } id ? policy.FindPurpose(id) : null;
}
