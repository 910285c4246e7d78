using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Agreements;
using WebchatAspire.Policy.Service.Approvals;
using WebchatAspire.Policy.Service.Cases;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>
/// The policy information point: what the registers know about questions, a whole batch of them with one query for each
/// register. A register that is added puts its query here, and what it found into <see cref="Facts"/>.
/// </summary>
internal sealed class FactGatherer(PolicyContext database, ApprovalFacts approvals, OwedCases owed)
{
    /// <summary>
    /// Reads inside the transaction of the decisions, cases before approvals. There is no register yet of sampling and
    /// identity checks, so purposes that need one are denied.
    /// </summary>
    /// <returns>One for each question, in their order.</returns>
    public async Task<IReadOnlyList<Facts>> GatherAsync(
        PolicyDocument policy,
        IReadOnlyList<Question> questions,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var found = await CasesAsync(questions, cancellationToken);
        var cases = questions
            .Select(question => (IReadOnlyList<CaseFact>)[.. found[CaseReferenceOf(question) ?? ""]])
            .ToList();
        var approved = await approvals.InForceAsync(policy, [.. questions.Zip(cases)], at, cancellationToken);
        string[] emergencies =
        [
            .. questions
                .Where(question => IsEmergency(policy, question))
                .Select(question => question.Subject.Id)
                .Distinct(),
        ];
        var overdue = await owed.OverdueAsync(emergencies, at, cancellationToken);
        var agreed = await database.AgreedAsync(questions, cancellationToken);
        return
        [
            .. questions.Select(
                (question, i) =>
                    new Facts(
                        cases[i],
                        ApprovalId: approved[i],
                        Agreed: agreed.Contains(question),
                        OwesCase: overdue.Contains(question.Subject.Id)
                    )
            ),
        ];
    }

    /// <summary>Asked without a case for a purpose whose case may follow.</summary>
    private static bool IsEmergency(PolicyDocument policy, Question question) =>
        CaseReferenceOf(question) is null
        && question.Context.Text("purpose").Value is { } purpose
        && policy.FindPurpose(purpose)?.Grants.Any(grant => grant.Case?.UnlessOverdue is true) is true;

    private static string? CaseReferenceOf(Question question) =>
        question.Context.Text(DecisionPoint.CaseReference).Value;

    /// <returns>The cases by their reference, of whatever kind.</returns>
    private async Task<ILookup<string, CaseFact>> CasesAsync(
        IEnumerable<Question> questions,
        CancellationToken cancellationToken
    )
    {
        string[] references = [.. questions.Select(CaseReferenceOf).OfType<string>().Distinct()];
        if (references.Length == 0)
        {
            return Array.Empty<CaseFact>().ToLookup(_ => "");
        }
        // The share lock keeps a case from being closed between this look and the commit of what it decides. Every
        // transaction that locks several cases does so in the order of their ids, and before it locks the ledger's head.
        var found = await database
            .Cases.FromSql($"select * from policy.cases where reference = any({references}) order by id for share")
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        var ids = found.Select(one => one.Id).ToList();
        var links = await database
            .CaseChats.AsNoTracking()
            .Where(link => ids.Contains(link.CaseId))
            .ToListAsync(cancellationToken);
        var linksOf = links.ToLookup(link => link.CaseId);
        return found.ToLookup(
            one => one.Reference,
            one => new CaseFact(
                one.Id,
                one.Kind,
                one.IsOpen,
                one.OpenedBy,
                linksOf[one.Id].ToDictionary(link => link.ChatReference, link => link.LinkedBy)
            )
        );
    }
}
