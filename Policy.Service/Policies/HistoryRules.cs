using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.Policy.Service.Policies;

/// <summary>
/// What has to hold between a new version and those published before it: no two of one name or one first day, nothing that
/// changes retroactively, and one notice under one name, as chats keep the name of the notice that was shown.
/// </summary>
internal static class HistoryRules
{
    /// <param name="published">As far as they can be read.</param>
    public static IEnumerable<BrokenRule> Check(
        PolicyDocument policy,
        IReadOnlyCollection<PolicyDocument> published,
        DateTimeOffset now
    ) => [.. Apart(policy, published), .. Ahead(policy, now), .. OneNotice(policy, published)];

    /// <summary>A version holds from its first day to the day before the next one's, so only first days can overlap.</summary>
    public static IEnumerable<BrokenRule> Apart(PolicyDocument policy, IEnumerable<PolicyDocument> others)
    {
        foreach (var other in others)
        {
            if (other.Version == policy.Version)
            {
                yield return new BrokenRule(
                    "/version",
                    "versions-apart",
                    $"there is a version {other.Version} already"
                );
            }
            else if (other.InForceFrom == policy.InForceFrom)
            {
                yield return new BrokenRule(
                    "/in_force_from",
                    "versions-apart",
                    $"version {other.Version} begins on this day already"
                );
            }
        }
    }

    public static IEnumerable<BrokenRule> OneNotice(PolicyDocument policy, IEnumerable<PolicyDocument> others) =>
        others
            .Where(other => other.Notice.Version == policy.Notice.Version && !Same(other.Notice, policy.Notice))
            .Take(1)
            .Select(other => new BrokenRule(
                "/notice/version",
                "notice-version",
                $"the notice of version {other.Version} has this name and another text; a changed notice has a new version"
            ));

    private static IEnumerable<BrokenRule> Ahead(PolicyDocument policy, DateTimeOffset now) =>
        policy.InForceFrom > policy.DayOf(now)
            ? []
            :
            [
                new BrokenRule(
                    "/in_force_from",
                    "date-ahead",
                    $"a new version begins on {policy.DayOf(now).AddDays(1):O} at the earliest, so that nothing changes retroactively"
                ),
            ];

    private static bool Same(PolicyNotice one, PolicyNotice other) =>
        one.Title == other.Title
        && one.Paragraphs.SequenceEqual(other.Paragraphs)
        && one.Translations.Count == other.Translations.Count
        && one.Translations.All(item =>
            other.Translations.TryGetValue(item.Key, out var there)
            && there.Title == item.Value.Title
            && there.Draft == item.Value.Draft
            && there.Paragraphs.SequenceEqual(item.Value.Paragraphs)
        );
}
