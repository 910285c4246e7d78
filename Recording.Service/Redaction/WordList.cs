using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>What a word may be. It may be several things at once: "Grace", "Kent".</summary>
[Flags]
internal enum WordKinds
{
    None = 0,

    /// <summary>An English word, or one of this council's and its residents' talk.</summary>
    Vocabulary = 1,

    /// <summary>A given name that is common in the United Kingdom.</summary>
    GivenName = 2,

    Surname = 4,

    /// <summary>A given name somewhere, which is no English word.</summary>
    WorldGivenName = 8,

    WorldSurname = 16,

    /// <summary>A place, people, language, religion, company or abbreviation.</summary>
    ProperWord = 32,

    /// <summary>Vocabulary that a chat is full of.</summary>
    CommonWord = 64,

    Given = GivenName | WorldGivenName,
    Family = Surname | WorldSurname,
    Name = Given | Family,
}

/// <param name="Cues">What it says about the words beside it.</param>
internal readonly record struct WordFacts(WordKinds Kinds, CueWords Cues);

/// <summary>The word lists that come with the service, in small letters without accents; NOTICE.md says whose they are.</summary>
internal static class WordList
{
    private const int LongestWord = 64;

    private static readonly Lazy<Dictionary<string, WordFacts>> Words = new(LoadAll);

    private static readonly Lazy<Dictionary<string, WordFacts>.AlternateLookup<ReadOnlySpan<char>>> Lookup = new(() =>
        Words.Value.GetAlternateLookup<ReadOnlySpan<char>>()
    );

    /// <summary>A small set of words that a rule carries itself.</summary>
    public static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    public static bool IsVocabulary(string core) => (KindsOf(core) & WordKinds.Vocabulary) != 0;

    /// <param name="core">See <see cref="KnownNames.Core"/>.</param>
    public static WordKinds KindsOf(string core) => KindsOf(core, Words.Value.GetValueOrDefault(core).Kinds);

    /// <summary>A word as it is compared, and what it may be. A word of the lists costs no memory.</summary>
    public static (string Core, WordFacts Facts) Look(ReadOnlySpan<char> word)
    {
        if (word.Length > LongestWord || !Ascii.IsValid(word))
        {
            var unlisted = KnownNames.Core(word);
            var cues = Words.Value.GetValueOrDefault(unlisted).Cues;
            return (unlisted, new WordFacts(KindsOf(unlisted), cues));
        }
        Span<char> buffer = stackalloc char[LongestWord];
        Ascii.ToLower(word, buffer, out var length);
        var small = buffer[..length].Trim("'-");
        small = small.EndsWith("'s") ? small[..^2] : small;
        if (!Lookup.Value.TryGetValue(small, out var core, out var facts))
        {
            core = small.ToString();
        }
        return (core, facts with { Kinds = KindsOf(core, facts.Kinds) });
    }

    private static WordKinds KindsOf(string core, WordKinds listed)
    {
        var kinds = listed;
        if (kinds == WordKinds.None && !Ascii.IsValid(core))
        {
            kinds = Words.Value.GetValueOrDefault(Plain(core)).Kinds;
        }
        return kinds == WordKinds.None ? KindsOfParts(core) : kinds;
    }

    /// <summary>Without accents, and with the letters that have no accent to take off in their usual transcription.</summary>
    internal static string Plain(string word)
    {
        var plain = new StringBuilder(word.Length);
        foreach (var c in word.Normalize(NormalizationForm.FormD))
        {
            _ = c switch
            {
                'ł' => plain.Append('l'),
                'đ' or 'ð' => plain.Append('d'),
                'ø' => plain.Append('o'),
                'æ' => plain.Append("ae"),
                'œ' => plain.Append("oe"),
                'ß' => plain.Append("ss"),
                'ı' => plain.Append('i'),
                'ə' => plain.Append('e'),
                'þ' => plain.Append("th"),
                'ŋ' => plain.Append('n'),
                _ when char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark => plain,
                _ => plain.Append(c),
            };
        }
        return plain.ToString();
    }

    /// <summary>A hyphenated word is a name if a part is, and vocabulary if all are; a contraction is its first word.</summary>
    private static WordKinds KindsOfParts(string core)
    {
        if (!core.AsSpan().ContainsAny('-', '\''))
        {
            return WordKinds.None;
        }
        var parts = core.Split('-', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > 1)
        {
            var (any, all) = (WordKinds.None, WordKinds.Vocabulary | WordKinds.ProperWord);
            foreach (var part in parts)
            {
                var kinds = KindsOf(part);
                any |= kinds;
                all &= part.Length == 1 ? WordKinds.Vocabulary : kinds;
            }
            return all != WordKinds.None ? all : any & WordKinds.Name;
        }
        var quote = core.IndexOf('\'', StringComparison.Ordinal);
        return quote > 1 && core[quote..] is "'s" or "'ll" or "'ve" or "'re" or "'d" or "'m" or "'t"
            ? Words.Value.GetValueOrDefault(core[..quote]).Kinds & ~WordKinds.Name
            : WordKinds.None;
    }

    private static Dictionary<string, WordFacts> LoadAll()
    {
        var words = new Dictionary<string, WordFacts>(110_000, StringComparer.Ordinal);
        Load(words, "english", WordKinds.Vocabulary);
        Load(words, "vocabulary", WordKinds.Vocabulary | WordKinds.CommonWord);
        Load(words, "given-names", WordKinds.GivenName);
        Load(words, "given-names-world", WordKinds.WorldGivenName);
        Load(words, "surnames", WordKinds.Surname);
        Load(words, "surnames-world", WordKinds.WorldSurname);
        Load(words, "proper-words", WordKinds.ProperWord);
        foreach (var (cue, list) in PersonCues.Words)
        {
            Add(words, list, new WordFacts(WordKinds.None, cue));
        }
        return words;
    }

    private static void Load(Dictionary<string, WordFacts> words, string name, WordKinds kind)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            Add(words, line, new WordFacts(kind, CueWords.None));
        }
    }

    private static void Add(Dictionary<string, WordFacts> words, string list, WordFacts more)
    {
        foreach (var word in list.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            ref var facts = ref CollectionsMarshal.GetValueRefOrAddDefault(words, word, out _);
            facts = new WordFacts(facts.Kinds | more.Kinds, facts.Cues | more.Cues);
        }
    }
}
