using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Publication;

/// <summary>Brings the catalogue what the store has and it does not know yet.</summary>
internal sealed class CatalogueReader(PolicyContext database, PolicyCatalogue catalogue)
{
    /// <returns>What is new.</returns>
    public async Task<IReadOnlyList<CatalogueEntry>> LearnAsync(CancellationToken cancellationToken)
    {
        var known = catalogue.LatestFirst.Select(entry => entry.Published.Version).ToArray();
        var found = await database
            .PolicyVersions.AsNoTracking()
            .Where(version => !known.Contains(version.Version))
            .ToListAsync(cancellationToken);
        var entries = found.ConvertAll(CatalogueEntry.Of);
        catalogue.Add(entries);
        return entries;
    }
}
