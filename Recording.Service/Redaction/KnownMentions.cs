namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// Where a text mentions somebody who takes part: by name with initials, possessives, small letters and diminutives, by
/// e-mail address, by phone number and by reference, in whatever groups they are written.
/// </summary>
internal sealed class KnownMentions
{
    /// <summary>Shorter ones are found in anything.</summary>
    private const int ShortestKey = 5;

    private readonly Dictionary<string, KnownParty> _names = new(StringComparer.Ordinal);
    private readonly List<(KnownParty Party, string Kind, string Key)> _keys = [];

    public KnownMentions(IEnumerable<KnownParty> parties)
    {
        foreach (var party in parties)
        {
            foreach (
                var core in party.Names.SelectMany(name => Word.In(FoldedText.Of(name).Value)).Select(word => word.Core)
            )
            {
                if (core.Length > 1)
                {
                    foreach (var variant in Diminutives.Of(core))
                    {
                        _names.TryAdd(variant, party);
                    }
                }
            }
            Add(party, FindingKinds.Email, party.Emails);
            Add(party, FindingKinds.CouncilReference, party.References);
            Add(party, FindingKinds.Phone, party.Phones);
        }
    }

    /// <param name="text">Folded.</param>
    public IEnumerable<Finding> Find(string text)
    {
        if (_names.Count > 0)
        {
            foreach (var finding in FindNames(text))
            {
                yield return finding;
            }
        }
        if (_keys.Count == 0)
        {
            yield break;
        }
        var (compact, positions) = TextKeys.Compact(text);
        foreach (var (party, kind, key) in _keys)
        {
            for (
                var at = compact.IndexOf(key, StringComparison.Ordinal);
                at >= 0;
                at = compact.IndexOf(key, at + key.Length, StringComparison.Ordinal)
            )
            {
                var (start, end) = (positions[at], positions[at + key.Length - 1] + 1);
                if (kind == FindingKinds.Phone)
                {
                    start = TextKeys.WithPhonePrefix(text, start);
                }
                if (TextKeys.IsWhole(text, start, end))
                {
                    yield return new Finding(start, end - start, kind, FindingRules.KnownAs(party.Surrogate), 1);
                }
            }
        }
    }

    private IEnumerable<Finding> FindNames(string text)
    {
        var words = Word.In(text);
        for (var i = 0; i < words.Count; i++)
        {
            if (PartyAt(words, i) is not { } party || !IsMeant(text, words, i))
            {
                continue;
            }
            var (first, last) = (i, i);
            while (
                last + 1 < words.Count
                && NameRuns.Joins(text, words[last], words[last + 1])
                && PartyAt(words, last + 1) == party
            )
            {
                last++;
            }
            while (
                first > 0
                && words[first - 1].IsInitial
                && _names.Keys.Any(name => name[0] == words[first - 1].Core[0])
                && NameRuns.Joins(text, words[first - 1], words[first])
            )
            {
                first--;
            }
            // Somebody else who has the given name too: whatever they are called as well must not stay behind.
            var hasOtherSurname =
                last + 1 < words.Count
                && NameRuns.Joins(text, words[last], words[last + 1])
                && words[last + 1] is { IsVocabulary: false, IsProper: false, HasDigit: false } next
                && (next.IsCapital || next.IsFamily);
            last += hasOtherSurname ? 1 : 0;
            yield return new Finding(
                words[first].Start,
                words[last].End - words[first].Start,
                FindingKinds.Person,
                hasOtherSurname ? "shared-name" : FindingRules.KnownAs(party.Surrogate),
                1
            );
            i = last;
        }
    }

    private KnownParty? PartyAt(List<Word> words, int at) => _names.GetValueOrDefault(words[at].Core);

    /// <summary>A name that is a word too ("Will") is meant if it has a capital letter for no other reason.</summary>
    private bool IsMeant(string text, List<Word> words, int at) =>
        !words[at].IsVocabulary
        || (
            at + 1 < words.Count && PartyAt(words, at + 1) is not null && NameRuns.Joins(text, words[at], words[at + 1])
        )
        || PersonCues.Before(text, words, at) is PersonCue.Title or PersonCue.Introduction
        || (
            words[at].IsCapital
            && !PersonCues.IsMonthHere(text, words, at)
            && (!Sentences.StartsWith(text, words[at]) || PersonCues.ActsLikePerson(text, words, at))
        );

    private void Add(KnownParty party, string kind, IEnumerable<string> values)
    {
        foreach (var value in values)
        {
            var key = kind == FindingKinds.Phone ? TextKeys.OfPhone(value) : TextKeys.Of(value);
            if (key.Length >= ShortestKey)
            {
                _keys.Add((party, kind, key));
            }
        }
    }
}
