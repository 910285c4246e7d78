using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Comparison;

/// <summary>The difference between two policies in what they say.</summary>
internal static class PolicyComparison
{
    public static PolicyDifference Compare(PolicyDocument from, PolicyDocument to)
    {
        var before = PolicyFacts.Of(from).ToLookup(Place);
        var after = PolicyFacts.Of(to).ToLookup(Place);
        // In the order of the newer file; what it no longer has comes at the end of its part.
        var places = after.Concat(before).Select(facts => facts.Key).Distinct().GroupBy(place => place.Part);
        var changes = places
            .SelectMany(part => part)
            .Select(place =>
                Change(place, [.. before[place]], [.. after[place]], LabelOf(to, place) ?? LabelOf(from, place))
            )
            .OfType<PolicyChange>();
        return new PolicyDifference(from.Version, to.Version, [.. changes]);
    }

    private static (string Part, string? Item) Place(PolicyFact fact) => (fact.Part, fact.Item);

    private static PolicyChange? Change(
        (string Part, string? Item) place,
        PolicyFact[] before,
        PolicyFact[] after,
        string? label
    )
    {
        var kind =
            before.Length == 0 ? ChangeKinds.Added
            : after.Length == 0 ? ChangeKinds.Removed
            : ChangeKinds.Changed;
        List<PolicyFieldChange> fields =
        [
            .. after
                .Concat(before)
                .Select(fact => fact.Field)
                .Distinct()
                // That the item is there is what the kind says.
                .Where(field => field.Length > 0)
                .SelectMany(field => Changes(field, ValuesOf(before, field), ValuesOf(after, field))),
        ];
        return fields.Count == 0 && kind == ChangeKinds.Changed
            ? null
            : new PolicyChange(place.Part, place.Item, label, kind, fields);
    }

    private static IEnumerable<PolicyFieldChange> Changes(string field, List<string> before, List<string> after)
    {
        var gone = before.Except(after).ToList();
        var come = after.Except(before).ToList();
        return gone.Count == 1 && come.Count == 1
            ? [new PolicyFieldChange(field, gone[0], come[0])]
            :
            [
                .. gone.Select(value => new PolicyFieldChange(field, value, null)),
                .. come.Select(value => new PolicyFieldChange(field, null, value)),
            ];
    }

    private static List<string> ValuesOf(PolicyFact[] facts, string field) =>
        [.. facts.Where(fact => fact.Field == field).Select(fact => fact.Value)];

    private static string? LabelOf(PolicyDocument policy, (string Part, string? Item) place) =>
        place.Part switch
        {
            "purposes" => policy.FindPurpose(place.Item!)?.Label,
            "services" => policy.Services.FirstOrDefault(service => service.Slug == place.Item)?.Name,
            "outcomes" => policy.Outcomes.FirstOrDefault(outcome => outcome.Code == place.Item)?.Label,
            _ => null,
        };
}
