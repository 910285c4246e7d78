using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;

namespace WebchatAspire.Policy.Service.Agreements;

/// <summary>What the register of agreements knows about questions.</summary>
internal static class AgreementFacts
{
    private const string AnonymisedCopy = "anonymised-copy";

    /// <summary>
    /// The questions about a copy to whose use its adviser agrees. The share lock keeps an agreement from being withdrawn
    /// between this look and the commit of what it decides; several are locked in the order of their ids.
    /// </summary>
    public static async Task<IReadOnlySet<Question>> AgreedAsync(
        this PolicyContext database,
        IReadOnlyList<Question> questions,
        CancellationToken cancellationToken
    )
    {
        var asked = questions.Select(question => (Question: question, About: AboutOf(question))).ToList();
        var abouts = asked.Select(one => one.About).OfType<About>().Distinct().ToList();
        if (abouts.Count == 0)
        {
            return new HashSet<Question>();
        }
        Guid[] copies = [.. abouts.Select(about => about.CopyId)];
        string[] hashes = [.. abouts.Select(about => about.CopySha256)];
        string[] advisers = [.. abouts.Select(about => about.AdviserId)];
        var given = await database
            .Agreements.FromSql(
                $"""
                select * from policy.agreements
                where (copy_id, copy_sha256, adviser_id) in (select * from unnest({copies}, {hashes}, {advisers}))
                order by id for share
                """
            )
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        var inForce = given
            .Where(one => one.IsInForce)
            .Select(one => new About(one.CopyId, one.CopySha256, one.AdviserId))
            .ToHashSet();
        return asked
            .Where(one => one.About is { } about && inForce.Contains(about))
            .Select(one => one.Question)
            .ToHashSet();
    }

    /// <summary>Null for a question about anything else, and for one that does not say enough: nobody agreed to that.</summary>
    private static About? AboutOf(Question question) =>
        question.ResourceType == AnonymisedCopy
        && Guid.TryParse(question.ResourceId, out var copy)
        && question.Resource.Text("sha256").Value is { } sha256
        && question.Resource.TextOrNull("adviser_id").Value is { } adviser
            ? new About(copy, sha256, adviser)
            : null;

    private sealed record About(Guid CopyId, string CopySha256, string AdviserId);
}
