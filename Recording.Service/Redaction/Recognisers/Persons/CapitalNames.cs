using System.Buffers;
using System.Collections.Frozen;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>Names that only a capital letter announces.</summary>
internal static class CapitalNames
{
    private const int ShortestGuess = 3;
    private const int LongestAcronym = 5;

    private static readonly SearchValues<char> Initials = SearchValues.Create(" .ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>"Flat A Smith lives in".</summary>
    private static readonly FrozenSet<string> BeforeLetters = WordList.Set(
        "flat block unit plot band option part class grade room section"
    );

    public static NameJudgement? Judge(string text, List<Word> words, int at)
    {
        var word = words[at];
        if (word.IsInitial)
        {
            return BeginsWithInitial(text, words, at) ? new NameJudgement("initial", 0.7) : null;
        }
        if (word.IsVocabulary)
        {
            return AmbiguousNames.OfWord(text, words, at);
        }
        if (word.IsProper)
        {
            return AmbiguousNames.OfPlace(text, words, at);
        }
        return word.IsName ? OfList(text, words, at) : Unknown(text, words, at);
    }

    private static NameJudgement OfList(string text, List<Word> words, int at) =>
        words[at].IsGiven
        || NameSurroundings.NextCapital(text, words, at) is { IsName: true }
        || PersonCues.ActsLikePerson(text, words, at)
            ? new NameJudgement("given-name", 0.8)
            : new NameJudgement("surname", 0.65);

    private static NameJudgement? Unknown(string text, List<Word> words, int at)
    {
        var word = words[at];
        if (
            word.Core.Length < ShortestGuess
            && NameSurroundings.NextCapital(text, words, at)
                is { IsVocabulary: false, IsProper: false, IsAllCapitals: false, HasDigit: false }
        )
        {
            return new NameJudgement("unknown-word", 0.45, true);
        }
        var isAcronym =
            word.IsAllCapitals
            && word.Length <= LongestAcronym
            && (word.Length < LongestAcronym - 1 || !NameSurroundings.IsShouted(words, at));
        var isShort = word.Core.Length < ShortestGuess && !word.Core.Contains('\'', StringComparison.Ordinal);
        if (isAcronym || isShort || (word.HasInnerCapital && !SurnameBeginnings.HasCapital(word.Core)))
        {
            return null;
        }
        return PersonCues.ActsLikePerson(text, words, at)
            ? new NameJudgement("subject-of-speech", 0.7)
            : new NameJudgement("unknown-word", Sentences.StartsWith(text, word) ? 0.4 : 0.5, true);
    }

    /// <summary>"J. Smith", "A. B. Khan", "J K Rowling".</summary>
    private static bool BeginsWithInitial(string text, List<Word> words, int at)
    {
        var i = at;
        while (i < words.Count && words[i].IsInitial && i - at < 3)
        {
            i++;
        }
        if (
            i >= words.Count
            || words[i] is not { IsCapital: true, HasDigit: false } surname
            || (surname.IsAllCapitals && !surname.IsName)
        )
        {
            return false;
        }
        var between = text.AsSpan(words[at].End, surname.Start - words[at].End);
        var isDotted = between.StartsWith(".");
        var isSurname = isDotted
            ? surname.IsName || (!surname.IsVocabulary && !surname.IsProper)
            : surname.IsFamily && !surname.IsVocabulary;
        return isSurname
            && between.Length <= 6
            && !between.ContainsAnyExcept(Initials)
            && (isDotted || words[at].Core is not ("i" or "a"))
            && (at == 0 || !BeforeLetters.Contains(words[at - 1].Core));
    }
}
