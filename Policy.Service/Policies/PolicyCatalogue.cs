namespace WebchatAspire.Policy.Service.Policies;

/// <summary>The versions of the policy side by side; the one in force at the time of an action decides (P19).</summary>
internal sealed class PolicyCatalogue
{
    private readonly List<PolicyDocument> _latestFirst;

    private PolicyCatalogue(IEnumerable<PolicyDocument> policies) =>
        _latestFirst = [.. policies.OrderByDescending(policy => policy.InForceFrom)];

    /// <summary>Reads every <c>*.yaml</c> in the folder, for use from a time on.</summary>
    /// <exception cref="PolicyFileException">
    /// One of them is wrong, two begin on the same day, there is none, or none is in force at that time.
    /// </exception>
    public static PolicyCatalogue Load(string folder, DateTimeOffset from)
    {
        var errors = new List<PolicyFileError>();
        var read = new List<(string File, PolicyDocument Policy)>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal))
        {
            try
            {
                var policy = PolicyFile.Load(file);
                if (read.Find(other => Overlap(other.Policy, policy)) is { File: { } before })
                {
                    errors.Add(
                        new PolicyFileError(
                            file,
                            1,
                            1,
                            "versions-apart",
                            $"{Path.GetFileName(before)} has the same version or the same first day"
                        )
                    );
                }
                read.Add((file, policy));
            }
            catch (PolicyFileException exception)
            {
                errors.AddRange(exception.Errors);
            }
        }
        if (read.Count == 0 && errors.Count == 0)
        {
            errors.Add(new PolicyFileError(folder, 1, 1, "one-version", "there is no policy file in this folder"));
        }
        if (errors.Count == 0 && !read.Exists(item => item.Policy.IsInForceAt(from)))
        {
            var (file, first) = read.MinBy(item => item.Policy.InForceFrom);
            errors.Add(
                new PolicyFileError(
                    file,
                    1,
                    1,
                    "one-in-force",
                    $"no version is in force yet; the first begins on {first.InForceFrom:O}"
                )
            );
        }
        return errors.Count == 0
            ? new PolicyCatalogue(read.Select(item => item.Policy))
            : throw new PolicyFileException(errors);
    }

    /// <param name="time">Not before the time that the catalogue was loaded for.</param>
    /// <exception cref="InvalidOperationException">No version was in force yet.</exception>
    public PolicyDocument InForceAt(DateTimeOffset time) =>
        _latestFirst.Find(policy => policy.IsInForceAt(time))
        ?? throw new InvalidOperationException($"No version of the policy was in force at {time:O}.");

    private static bool Overlap(PolicyDocument one, PolicyDocument other) =>
        one.Version == other.Version || one.InForceFrom == other.InForceFrom;
}
