using Microsoft.EntityFrameworkCore;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Publication;

/// <summary>Publishes what a deployment brings along and opens the catalogue: the way in for the first version of all.</summary>
internal sealed class DeployedPolicies(
    IServiceScopeFactory scopes,
    IConfiguration configuration,
    PolicyCatalogue catalogue,
    TimeProvider clock
)
{
    private readonly string _folder =
        configuration["Policy:Folder"] ?? Path.Combine(AppContext.BaseDirectory, "policy");

    /// <summary>
    /// All or nothing: a file that cannot be published leaves the store as it is. A file that was published before has to
    /// have the text that it had then.
    /// </summary>
    /// <exception cref="PolicyFileException">A file is wrong, or differs from what was published, or no version is in force.</exception>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        var files = PolicyFolder.Read(_folder);
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PolicyContext>();
        var publisher = scope.ServiceProvider.GetRequiredService<PolicyPublisher>();

        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await publisher.LockAsync(cancellationToken);
        var stored = await database.PolicyVersions.AsNoTracking().ToListAsync(cancellationToken);
        var entries = stored.ConvertAll(CatalogueEntry.Of);
        var now = clock.GetUtcNow();
        Refuse(Unreadable(entries));
        Refuse(files.SelectMany(item => Errors(item, entries, now)));
        foreach (var (_, text, policy) in files.Where(item => Stored(item, entries) is null))
        {
            var version = await publisher.PublishAsync(
                policy,
                text,
                PolicyPublisher.Deployment,
                null,
                cancellationToken
            );
            entries.Add(new CatalogueEntry(version, policy));
        }
        Refuse(Unready(entries, now));
        await transaction.CommitAsync(CancellationToken.None);
        catalogue.Add(entries);
    }

    private static PolicyVersion? Stored(PolicyFolderItem item, List<CatalogueEntry> entries) =>
        entries.Find(entry => entry.Published.Version == item.Policy.Version)?.Published;

    private static IEnumerable<PolicyFileError> Errors(
        PolicyFolderItem item,
        List<CatalogueEntry> entries,
        DateTimeOffset now
    )
    {
        if (Stored(item, entries) is { } stored)
        {
            return stored.Sha256.AsSpan().SequenceEqual(PolicyText.Hash(item.Text))
                ? []
                :
                [
                    new PolicyFileError(
                        item.File,
                        1,
                        1,
                        "immutable",
                        $"version {stored.Version} was published with another text on {stored.PublishedAt:yyyy-MM-dd}; "
                            + "a change is a new version with a date of its own"
                    ),
                ];
        }
        // The very first versions are the policy as it is: their dates lie where they lie.
        if (entries.Count == 0)
        {
            return [];
        }
        var published = entries.Select(entry => entry.Policy).OfType<PolicyDocument>().ToList();
        try
        {
            PolicyFile.Parse(item.File, item.Text, policy => HistoryRules.Check(policy, published, now));
            return [];
        }
        catch (PolicyFileException exception)
        {
            return exception.Errors;
        }
    }

    private static IEnumerable<PolicyFileError> Unreadable(List<CatalogueEntry> entries) =>
        entries
            .Where(entry => entry.Policy is null)
            .Select(entry => new PolicyFileError(
                entry.Published.Version,
                1,
                1,
                "readable",
                "this published version cannot be read by this release; a newer release may have published it"
            ));

    private IEnumerable<PolicyFileError> Unready(List<CatalogueEntry> entries, DateTimeOffset now)
    {
        if (entries.Count == 0)
        {
            yield return new PolicyFileError(_folder, 1, 1, "one-version", "there is no policy file in this folder");
        }
        else if (!entries.Exists(entry => entry.Policy!.IsInForceAt(now)))
        {
            var first = entries.Min(entry => entry.Published.InForceFrom);
            yield return new PolicyFileError(
                _folder,
                1,
                1,
                "one-in-force",
                $"no version is in force yet; the first begins on {first:O}"
            );
        }
    }

    private static void Refuse(IEnumerable<PolicyFileError> errors)
    {
        var found = errors.ToList();
        if (found.Count > 0)
        {
            throw new PolicyFileException(found);
        }
    }
}
