using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Agreements;
using WebchatAspire.Policy.Service.Data;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>
/// The policy information point: what the registers know about questions, a whole batch of them with one query for each
/// register. A register that is added puts its query here, and what it found into <see cref="Facts"/>.
/// </summary>
internal sealed class FactGatherer(PolicyContext database)
{
    /// <summary>
    /// Reads inside the transaction of the decisions. There is no register yet of approvals, sampling and identity checks,
    /// so purposes that need one are denied.
    /// </summary>
    /// <returns>One for each question, in their order.</returns>
    public async Task<IReadOnlyList<Facts>> GatherAsync(
        IReadOnlyList<Question> questions,
        CancellationToken cancellationToken
    )
    {
        var cases = await CasesAsync(questions, cancellationToken);
        var agreed = await database.AgreedAsync(questions, cancellationToken);
        return
        [
            .. questions.Select(question => new Facts(
                [.. cases[CaseReferenceOf(question) ?? ""]],
                Agreed: agreed.Contains(question)
            )),
        ];
    }

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
