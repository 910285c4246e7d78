using System.Text;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>What a text says instead of the personal details in it.</summary>
internal enum PseudonymScope
{
    /// <summary>Who and how to reach them; plain dates and public pages stay, so that what happened can be followed.</summary>
    People,

    /// <summary>Everything that is found.</summary>
    Everything,
}

/// <summary>
/// One surrogate for each person, number and place of one recording, the same in all of its messages: "[Resident]",
/// "[Person 2]", "[Street 1]". Numbers go by the order of first mention, so messages have to come in theirs. An instance
/// is for one recording and for one reader at a time.
/// </summary>
internal sealed class Pseudonyms(
    Redactor redactor,
    IReadOnlyList<KnownParty> parties,
    PseudonymScope scope = PseudonymScope.People
)
{
    private readonly KnownMentions _mentions = new(parties);
    private readonly PersonNumbers _persons = new();
    private readonly Dictionary<(string Kind, string Key), int> _numbers = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>What would be replaced, the participants among it.</summary>
    public IReadOnlyList<Finding> Find(string text)
    {
        var folded = FoldedText.Of(text);
        var found = redactor
            .Find(text, KnownNames.None)
            .Where(finding =>
                scope == PseudonymScope.Everything
                || finding.Rule is not (FindingRules.PlainDate or FindingRules.PublicPage)
            );
        return Redactor.Resolve(_mentions.Find(folded.Value).Select(folded.Unfold).Concat(found));
    }

    /// <summary>The text with a surrogate for each finding.</summary>
    public string Apply(string text) => Apply(text, Find(text));

    /// <summary>The same with findings that a reviewer has added to or taken from.</summary>
    /// <param name="findings">In order and without overlaps, see <see cref="Redactor.Resolve"/>.</param>
    public string Apply(string text, IReadOnlyList<Finding> findings)
    {
        var applied = new StringBuilder(text.Length);
        var position = 0;
        foreach (var finding in findings)
        {
            applied.Append(text, position, finding.Start - position);
            applied.Append('[').Append(Surrogate(finding, text.Substring(finding.Start, finding.Length))).Append(']');
            position = finding.End;
        }
        return applied.Append(text, position, text.Length - position).ToString();
    }

    private string Surrogate(Finding finding, string mention)
    {
        if (FindingRules.KnownParty(finding.Rule) is { } party)
        {
            return finding.Kind == FindingKinds.Person ? party : $"{party}'s {FindingKinds.Describe(finding.Kind)}";
        }
        if (finding.Kind == FindingKinds.Person)
        {
            return $"Person {_persons.Of(mention)}";
        }
        var key = finding.Kind == FindingKinds.Phone ? TextKeys.OfPhone(mention) : TextKeys.Of(mention);
        if (!_numbers.TryGetValue((finding.Kind, key), out var number))
        {
            number = _counts[finding.Kind] = _counts.GetValueOrDefault(finding.Kind) + 1;
            _numbers[(finding.Kind, key)] = number;
        }
        return $"{Name(finding.Kind)} {number}";
    }

    private static string Name(string kind)
    {
        var name = kind == FindingKinds.Address ? "street" : FindingKinds.Describe(kind);
        return char.ToUpperInvariant(name[0]) + name[1..];
    }
}
