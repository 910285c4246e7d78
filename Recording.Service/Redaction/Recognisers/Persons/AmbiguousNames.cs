using System.Collections.Frozen;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>Words with a capital letter that may be a name and something else: "Grace", "Will", "Jordan", "Kent".</summary>
internal static class AmbiguousNames
{
    private static readonly FrozenSet<string> BeforeThings = WordList.Set(
        "the a an your this that these those each every any some no our its council which what another per new"
    );

    private static readonly FrozenSet<string> BeforePlaces = WordList.Set(
        "in at to from near via of around between outside across through towards leaving into north south east west"
    );

    /// <summary>Surnames that officials like to write with a capital, and short ones that are other words.</summary>
    private static readonly FrozenSet<string> CommonCapitals = WordList.Set(
        "church field park lane hill hall green ward page english french long small short north west wood woods brown black "
            + "white gray price prince king lord day winter summers he an so do to see may cross street banks fields love "
            + "power court bond young pope ma law sun fox ho lo"
    );

    /// <summary>A word: a name inside a sentence, or with a surname, but not after an article.</summary>
    public static NameJudgement? OfWord(string text, List<Word> words, int at)
    {
        var word = words[at];
        if (
            !word.IsName
            || NameSurroundings.IsVerb(words, at)
            || NameSurroundings.IsShouted(words, at)
            || PersonCues.IsMonthHere(text, words, at)
        )
        {
            return null;
        }
        return (word.Kinds & WordKinds.GivenName) != 0 ? OfGivenName(text, words, at) : OfSurname(text, words, at);
    }

    /// <summary>A place: a person only if something says so.</summary>
    public static NameJudgement? OfPlace(string text, List<Word> words, int at)
    {
        var word = words[at];
        if (!word.IsName)
        {
            return null;
        }
        if (
            word.IsGiven
            && NameSurroundings.NextCapital(text, words, at) is { IsVocabulary: false, IsProper: false, IsFamily: true }
        )
        {
            return new NameJudgement("given-name", 0.7);
        }
        if (IsPlace(words, at))
        {
            return null;
        }
        return PersonCues.ActsLikePerson(text, words, at) ? new NameJudgement("subject-of-speech", 0.6)
            : (word.Kinds & WordKinds.GivenName) != 0 && !Sentences.StartsWith(text, word)
                ? new NameJudgement("given-name", 0.5, true)
            : null;
    }

    private static bool IsThing(List<Word> words, int at) => at > 0 && BeforeThings.Contains(words[at - 1].Core);

    private static bool IsPlace(List<Word> words, int at) =>
        at > 0
        && (
            BeforePlaces.Contains(words[at - 1].Core)
            || BeforeThings.Contains(words[at - 1].Core)
            || (words[at - 1].Core is "and" or "or" && at > 1 && words[at - 2].IsProper)
        );

    private static NameJudgement? OfGivenName(string text, List<Word> words, int at)
    {
        var next = NameSurroundings.NextCapital(text, words, at);
        var hasSurname =
            next
            is { IsVocabulary: false, IsProper: false, HasDigit: false }
                or { IsFamily: true, IsVocabulary: true, IsAllCapitals: false };
        if (Sentences.StartsWith(text, words[at]))
        {
            var isAuxiliary = words[at].Core is "will" or "may";
            return
                (hasSurname && next!.Core.Length > 2 && !(next.IsVocabulary && isAuxiliary))
                || (!isAuxiliary && PersonCues.ActsLikePerson(text, words, at))
                ? new NameJudgement("given-name", 0.7)
                : null;
        }
        var isThing = IsThing(words, at);
        var besideCapital =
            (next is { IsVocabulary: true } && !hasSurname) || NameSurroundings.PreviousIsCapital(text, words, at);
        return isThing || besideCapital ? null : new NameJudgement("given-name", 0.6);
    }

    /// <summary>A surname is one only on its own, inside a sentence.</summary>
    private static NameJudgement? OfSurname(string text, List<Word> words, int at) =>
        (words[at].Kinds & WordKinds.Surname) != 0
        && !CommonCapitals.Contains(words[at].Core)
        && !Sentences.StartsWith(text, words[at])
        && !IsThing(words, at)
        && NameSurroundings.NextCapital(text, words, at) is null
        && !NameSurroundings.PreviousIsCapital(text, words, at)
            ? new NameJudgement("unknown-word", 0.35, true)
            : null;
}
