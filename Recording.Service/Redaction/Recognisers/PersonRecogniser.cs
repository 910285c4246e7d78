using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// Names of people. Sure signs are titles, phrases that introduce somebody, kinship and neighbourhood, and common given
/// names; beyond them, a capital letter inside a sentence on a word that is neither ordinary vocabulary nor a
/// participant's name counts as a name too (fail closed).
/// </summary>
internal sealed partial class PersonRecogniser : IRecogniser
{
    public IEnumerable<Finding> Find(string text, KnownNames known)
    {
        var words = Words(text);
        for (var i = 0; i < words.Count; )
        {
            var cue = PersonCues.Before(text, words, i);
            var length = RunLength(text, words, i, cue);
            if (length == 0)
            {
                i++;
                continue;
            }
            var run = words.GetRange(i, length);
            // A run is kept only if all of it is a participant's: a shared given name does not uncover a surname.
            if (!run.TrueForAll(word => known.Contains(word.Core)) && Why(text, words, i, length, cue) is { } rule)
            {
                yield return new Finding(
                    run[0].Start,
                    run[^1].End - run[0].Start,
                    FindingKinds.Person,
                    rule,
                    rule == UnknownWord ? 0.5 : 0.85
                );
            }
            i += length;
        }
    }

    private const string UnknownWord = "unknown-word";
    private const int LongestRun = 5;

    /// <summary>How many words from here on may be one name.</summary>
    private static int RunLength(string text, List<Word> words, int first, PersonCue cue)
    {
        if (!words[first].MayBeginName && !TakesSmallLetters(words[first], cue))
        {
            return 0;
        }
        if (IsOrdinary(text, words, first) && cue == PersonCue.None)
        {
            return 0;
        }
        var length = 1;
        while (
            length < LongestRun
            && first + length < words.Count
            && JoinsNames(text, words[first + length - 1], words[first + length])
            && (
                (words[first + length].MayBeginName && !WordList.Vocabulary.Contains(words[first + length].Core))
                || (cue == PersonCue.Introduction && length < 2 && IsUnknown(words[first + length]))
            )
        )
        {
            length++;
        }
        return length;
    }

    private static bool TakesSmallLetters(Word word, PersonCue cue) =>
        cue switch
        {
            PersonCue.Introduction or PersonCue.Title => IsUnknown(word),
            PersonCue.Relation => WordList.GivenNames.Contains(word.Core) && !WordList.Vocabulary.Contains(word.Core),
            _ => false,
        };

    private static bool IsUnknown(Word word) => !word.HasDigit && !WordList.Vocabulary.Contains(word.Core);

    /// <summary>Whether the word is vocabulary here. "May" and "Will" are both: they are names inside a sentence.</summary>
    private static bool IsOrdinary(string text, List<Word> words, int at)
    {
        var word = words[at];
        return WordList.Vocabulary.Contains(word.Core)
            && (
                !WordList.GivenNames.Contains(word.Core)
                || StartsSentence(text, word)
                || PersonCues.IsMonthHere(text, words, at)
                || IsShouted(words, at)
            );
    }

    /// <summary>In a text all in capitals, a capital letter says nothing about an ordinary word.</summary>
    private static bool IsShouted(List<Word> words, int at) =>
        (at > 0 && words[at - 1].IsAllCapitals && words[at - 1].Length > 1)
        || (at + 1 < words.Count && words[at + 1].IsAllCapitals && words[at + 1].Length > 1);

    private static string? Why(string text, List<Word> words, int first, int length, PersonCue cue)
    {
        var word = words[first];
        return cue switch
            {
                PersonCue.Title => "title",
                PersonCue.Introduction => "introduction",
                PersonCue.Relation => "relation",
                _ => null,
            }
            ?? (
                words.GetRange(first, length).Exists(item => WordList.GivenNames.Contains(item.Core))
                    ? "given-name"
                    : null
            )
            ?? (word.HasNoCase || length > 1 || !StartsSentence(text, word) ? UnknownWord : null)
            ?? (PersonCues.ActsLikePerson(text, words, first) ? "subject-of-speech" : null);
    }

    private static bool StartsSentence(string text, Word word)
    {
        var i = word.Start - 1;
        while (
            i >= 0
            && (char.IsWhiteSpace(text[i]) || text[i] is '"' or '“' or '‘' or '\'' or '(' or '*')
            && text[i] != '\n'
        )
        {
            i--;
        }
        return i < 0 || text[i] is '\n' or '.' or '!' or '?' or ':' or '-' or '–' or '•';
    }

    /// <summary>Between two words of one name stand only spaces, or a full stop after an initial.</summary>
    private static bool JoinsNames(string text, Word left, Word right)
    {
        var between = text.AsSpan(left.End, right.Start - left.End);
        return between.Length is > 0 and <= 3
            && between.Trim(" \u00A0") is var rest
            && (rest.IsEmpty || (rest is "." && left.Length <= 2));
    }

    internal static List<Word> Words(string text) => WordPattern().EnumerateMatches(text).ToWords(text);

    [GeneratedRegex(
        @"(?<![\p{L}\p{M}\p{N}])\p{L}[\p{L}\p{M}\p{N}'’\u200B-\u200D\u2060\uFEFF\u00AD-]*",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex WordPattern();
}
