using WebchatAspire.Policy.Service.Publication;

namespace WebchatAspire.Policy.Service.Policies;

/// <param name="Policy">Null when this release cannot read the text, as a newer release published it.</param>
internal sealed record CatalogueEntry(PolicyVersion Published, PolicyDocument? Policy)
{
    public static CatalogueEntry Of(PolicyVersion version)
    {
        try
        {
            return new CatalogueEntry(version, PolicyFile.Parse(version.Version, version.Text));
        }
        catch (PolicyFileException)
        {
            return new CatalogueEntry(version, null);
        }
    }
}

/// <summary>The published versions side by side, as this process knows them; the one in force at the time decides (P19).</summary>
internal sealed class PolicyCatalogue
{
    private readonly Lock _adding = new();
    private volatile CatalogueEntry[] _latestFirst = [];

    public IReadOnlyList<CatalogueEntry> LatestFirst => _latestFirst;

    public bool IsOpen => _latestFirst.Length > 0;

    public CatalogueEntry? Find(string version) =>
        Array.Find(_latestFirst, entry => entry.Published.Version == version);

    /// <summary>A version never changes, so those that are known already are left alone.</summary>
    public void Add(IEnumerable<CatalogueEntry> entries)
    {
        lock (_adding)
        {
            _latestFirst =
            [
                .. _latestFirst
                    .Concat(entries)
                    .DistinctBy(entry => entry.Published.Version)
                    .OrderByDescending(entry => entry.Published.InForceFrom),
            ];
        }
    }

    /// <exception cref="PolicyUnavailableException">No version was in force then, or the one that was cannot be read here.</exception>
    public PolicyDocument InForceAt(DateTimeOffset time) =>
        Array.Find(_latestFirst, entry => IsInForceAt(entry, time)) is { Policy: { } policy }
            ? policy
            : throw new PolicyUnavailableException();

    public bool IsInForceAt(CatalogueEntry entry, DateTimeOffset time) =>
        // The time zone of one that cannot be read is taken to be that of the others.
        (entry.Policy ?? Array.Find(_latestFirst, other => other.Policy is not null)?.Policy)
            is { } policy
        && entry.Published.InForceFrom <= policy.DayOf(time);
}

/// <summary>There is no policy to decide by, so nothing is decided. Trying again later is right.</summary>
internal sealed class PolicyUnavailableException()
    : TimeoutException("No policy is in force, or the one in force is not known here.");
