namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// Which mentions are one person's: all words of one name are among the other's, with initials and diminutives. Where two
/// people fit, the one mentioned last is meant.
/// </summary>
internal sealed class PersonNumbers
{
    private sealed record Person(int Number, HashSet<string> Words)
    {
        public int LastMention { get; set; }
    }

    /// <summary>So many people with one name are told apart by the ones mentioned last.</summary>
    private const int MostNamesakes = 32;

    private readonly List<Person> _persons = [];

    /// <summary>Persons by the words that mean them, so that ten thousand names are no ten thousand comparisons each.</summary>
    private readonly Dictionary<string, List<Person>> _byWord = new(StringComparer.Ordinal);

    private int _mentions;

    public int Of(string mention)
    {
        var words = Word.In(FoldedText.Of(mention).Value)
            .Select(word => word.Core)
            .Where(core => core.Length > 0)
            .ToHashSet();
        var person = words
            .SelectMany(word => (_byWord.GetValueOrDefault(word) ?? []).TakeLast(MostNamesakes))
            .Distinct()
            .Where(known => IsSame(known.Words, words))
            .MaxBy(known => known.LastMention);
        if (person is null)
        {
            person = new Person(_persons.Count + 1, []);
            _persons.Add(person);
        }
        foreach (var word in words.Where(person.Words.Add))
        {
            foreach (var variant in Diminutives.Of(word))
            {
                if (!_byWord.TryGetValue(variant, out var others))
                {
                    _byWord[variant] = others = [];
                }
                others.Add(person);
            }
        }
        person.LastMention = ++_mentions;
        return person.Number;
    }

    private static bool IsSame(HashSet<string> known, HashSet<string> mentioned) =>
        mentioned.All(word => Means(known, word)) || known.All(word => Means(mentioned, word));

    private static bool Means(HashSet<string> name, string word) =>
        name.Contains(word)
        || Diminutives.Of(word).Any(name.Contains)
        || name.Any(other => (other.Length == 1 || word.Length == 1) && other[0] == word[0]);
}
