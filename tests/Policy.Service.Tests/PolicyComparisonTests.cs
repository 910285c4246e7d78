using FsCheck.Fluent;
using FsCheck.Xunit;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Comparison;
using WebchatAspire.Policy.Service.Policies;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>The difference between two policies in what they say.</summary>
public sealed class PolicyComparisonTests
{
    private static readonly PolicyDocument Published = PolicyFile.Load(PolicyTexts.Published);

    /// <summary>Edits of the file, each with all that it means.</summary>
    private static readonly Edit[] Edits =
    [
        new("permit_minutes: 30", "permit_minutes: 20", "general//permit_minutes: 30 → 20"),
        new("languages: [en, cy, pl,", "languages: [en, cy, de, pl,", "general//languages: – → de"),
        new(
            "    retention_months: 12\n    alignment: telephone-recordings\n  - slug: housing\n",
            "    retention_months: 24\n    alignment: telephone-recordings\n  - slug: housing\n",
            "services/housing-repairs/retention_months: 12 → 24"
        ),
        new(
            "text: Normally nobody opens a recording or follows a chat.",
            "text: Nobody opens a recording or follows a chat.",
            "clauses/P15/text: Normally nobody opens a recording or follows a chat. → Nobody opens a recording or follows a chat."
        ),
        new(
            "        case: { kind: crime }\n        needs: [approval]\n",
            "        case: { kind: crime }\n",
            "purposes/crime/grants/staff/needs: approval → –"
        ),
        new(
            "          - { id: register-disclosure }\n          - { id: hold }\n",
            "          - { id: register-disclosure }\n          - { id: time-limit, properties: { minutes: 9 } }\n",
            "purposes/legal-requirement/grants/staff/obligations: hold → time-limit",
            "purposes/legal-requirement/grants/staff/obligations/time-limit/properties/minutes: – → 9"
        ),
        new("roles: [auditor, administrator]", "roles: [auditor]", "never//oversight_role/roles: administrator → –"),
        new(
            "  - { code: other, label: Something else }\n",
            "",
            "outcomes/other removed",
            "outcomes/other/label: Something else → –"
        ),
        new(
            "  title: How we use this chat\n",
            "  title: How we use chats\n",
            "notice//title: How we use this chat → How we use chats"
        ),
        new(
            "who: [{ role: trainer }]",
            "who: [{ role: trainer }, { role: analyst }]",
            "purposes/training/grants/staff/who: – → role: analyst"
        ),
        new(
            "quick_exit: true\n    retention_months: 72\n    alignment: telephone-recordings\n  - slug: leaseholders",
            "quick_exit: false\n    retention_months: 72\n    alignment: telephone-recordings\n  - slug: leaseholders",
            "services/childrens-social-care/quick_exit: true → false"
        ),
        new(
            "{ kind: visit, value: \"The town hall, Monday to Friday, 9am to 5pm\" }\n    retention_months: 12\n    alignment: telephone-recordings\n  - slug: residents-access",
            "{ kind: visit, value: \"The library\" }\n    retention_months: 12\n    alignment: telephone-recordings\n  - slug: residents-access",
            "services/housing/contacts: kind: visit; value: The town hall, Monday to Friday, 9am to 5pm → kind: visit; value: The library"
        ),
    ];

    [Property]
    public FsCheck.Property Exactly_what_was_edited_is_told_from_either_side() =>
        Prop.ForAll(
            Gen.SubListOf(Edits).ToArbitrary(),
            edits =>
            {
                var edited = Edited(edits);

                Assert.Equal(
                    edits.SelectMany(edit => edit.Means).Order(StringComparer.Ordinal),
                    Lines(PolicyComparison.Compare(Published, edited)).Order(StringComparer.Ordinal)
                );
                Assert.Equal(
                    edits.SelectMany(edit => edit.Means).Select(Back).Order(StringComparer.Ordinal),
                    Lines(PolicyComparison.Compare(edited, Published)).Order(StringComparer.Ordinal)
                );
            }
        );

    [Fact]
    public void Order_layout_and_comments_mean_nothing()
    {
        var other = PolicyFile.Parse(
            "other.yaml",
            "# another file\n"
                + PolicyTexts
                    .Next("2031.7", "2031-07-07")
                    .Replace("actions: [retrieve, monitor]", "actions: [monitor, retrieve]", StringComparison.Ordinal)
                    .Replace(
                        "          - { id: restricted-notice }\n          - { id: register-disclosure }",
                        "          - id: register-disclosure\n          - id: restricted-notice",
                        StringComparison.Ordinal
                    )
        );

        var difference = PolicyComparison.Compare(Published, other);

        Assert.Equal(("2026.1", "2031.7"), (difference.From, difference.To));
        Assert.Empty(difference.Changes);
    }

    [Fact]
    public void A_purpose_that_is_new_says_all_that_it_permits()
    {
        const string Start = "  - id: business-intelligence\n";
        var without = PolicyFile.Parse(
            "without.yaml",
            PolicyTexts.Good[..PolicyTexts.Good.IndexOf(Start, StringComparison.Ordinal)]
                + PolicyTexts.Good[PolicyTexts.Good.IndexOf("  - id: subject-access\n", StringComparison.Ordinal)..]
        );

        var change = Assert.Single(PolicyComparison.Compare(without, Published).Changes);

        Assert.Equal(
            ("purposes", "business-intelligence", "To plan services with figures from chats", "added"),
            (change.Part, change.Item, change.Label, change.Kind)
        );
        Assert.All(change.Fields, field => Assert.Null(field.From));
        Assert.Contains(change.Fields, field => field is { Field: "grants/staff/actions", To: "aggregate" });
        Assert.Contains(
            change.Fields,
            field => field is { Field: "grants/staff/obligations/suppress-small-numbers/properties/minimum", To: "5" }
        );
    }

    private static PolicyDocument Edited(IEnumerable<Edit> edits) =>
        PolicyFile.Parse(
            "edited.yaml",
            edits.Aggregate(
                PolicyTexts.Good,
                (text, edit) =>
                {
                    Assert.Contains(edit.Before, text, StringComparison.Ordinal);
                    var at = text.IndexOf(edit.Before, StringComparison.Ordinal);
                    return text[..at] + edit.After + text[(at + edit.Before.Length)..];
                }
            )
        );

    private static IEnumerable<string> Lines(PolicyDifference difference) =>
        difference.Changes.SelectMany(change =>
            change
                .Fields.Select(field =>
                    $"{change.Part}/{change.Item}/{field.Field}: {field.From ?? "–"} → {field.To ?? "–"}"
                )
                .Concat(change.Kind == ChangeKinds.Changed ? [] : [$"{change.Part}/{change.Item} {change.Kind}"])
        );

    /// <summary>What a line says when it is read from the other side.</summary>
    private static string Back(string line)
    {
        if (line.EndsWith(" removed", StringComparison.Ordinal))
        {
            return line.Replace(" removed", " added", StringComparison.Ordinal);
        }
        var at = line.IndexOf(": ", StringComparison.Ordinal) + 2;
        var sides = line[at..].Split(" → ");
        return $"{line[..at]}{sides[1]} → {sides[0]}";
    }

    private sealed record Edit(string Before, string After, params string[] Means);
}
