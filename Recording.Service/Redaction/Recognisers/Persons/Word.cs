using System.Globalization;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>A word of a text and what matters about it for names.</summary>
/// <param name="Core">As it is compared; see <see cref="KnownNames.Core"/>.</param>
/// <param name="Cues">What it says about the words beside it; see <see cref="PersonCues"/>.</param>
/// <param name="HasNoCase">It is of a script without capital letters, so that nothing tells a name from another word.</param>
/// <param name="HasInnerCapital">As brands have, and some surnames: "WhatsApp", "McKay".</param>
internal sealed record Word(
    int Start,
    int Length,
    string Core,
    WordKinds Kinds,
    CueWords Cues,
    bool IsCapital,
    bool IsAllCapitals,
    bool HasNoCase,
    bool HasDigit,
    bool HasInnerCapital
)
{
    public int End => Start + Length;

    /// <summary>A word with digits is a reference or a code, which other recognisers look at.</summary>
    public bool MayBeginName => (IsCapital || HasNoCase) && !HasDigit;

    public bool IsCommon => (Kinds & WordKinds.CommonWord) != 0;
    public bool IsVocabulary => (Kinds & WordKinds.Vocabulary) != 0;
    public bool IsProper => (Kinds & WordKinds.ProperWord) != 0;
    public bool IsGiven => (Kinds & WordKinds.Given) != 0;
    public bool IsFamily => (Kinds & WordKinds.Family) != 0;
    public bool IsName => (Kinds & WordKinds.Name) != 0;
    public bool IsUnknown => Kinds == WordKinds.None && !HasDigit;

    /// <summary>"J" of "J. Smith".</summary>
    public bool IsInitial => Core.Length == 1 && IsCapital;

    /// <summary>The words of a text: a letter, and the letters, accents, digits, apostrophes and hyphens after it.</summary>
    public static List<Word> In(string text)
    {
        var words = new List<Word>(text.Length / 5);
        for (var at = 0; at < text.Length; )
        {
            if (!char.IsLetter(text[at]))
            {
                at++;
            }
            else if (at > 0 && IsOfWord(text[at - 1]))
            {
                // "12abc" is no word.
                at = EndOf(text, at, marks: false);
            }
            else
            {
                var start = at;
                at = EndOf(text, at, marks: true);
                words.Add(Of(text.AsSpan(start..at).TrimEnd("'-"), start));
            }
        }
        return words;
    }

    private static Word Of(ReadOnlySpan<char> word, int start)
    {
        var (core, facts) = WordList.Look(word);
        var first = CharUnicodeInfo.GetUnicodeCategory(word[0]);
        var small = word.IndexOfAnyInRange('a', 'z');
        return new Word(
            start,
            word.Length,
            core,
            facts.Kinds,
            facts.Cues,
            first is UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter,
            small < 0,
            first is UnicodeCategory.OtherLetter,
            word.ContainsAnyInRange('0', '9'),
            small > 0 && word.Length > small && HasCapital(word[small..])
        );
    }

    private static int EndOf(string text, int at, bool marks)
    {
        while (at < text.Length && (IsOfWord(text[at]) || (marks && text[at] is '\'' or '-')))
        {
            at++;
        }
        return at;
    }

    private static bool IsOfWord(char c) =>
        char.IsAsciiLetter(c)
        || char.IsLetter(c)
        || char.IsNumber(c)
        || (
            c >= '\u0300'
            && char.GetUnicodeCategory(c)
                is UnicodeCategory.NonSpacingMark
                    or UnicodeCategory.SpacingCombiningMark
                    or UnicodeCategory.EnclosingMark
        );

    private static bool HasCapital(ReadOnlySpan<char> span)
    {
        for (var i = 1; i < span.Length; i++)
        {
            if (char.IsUpper(span[i]) && char.IsLetter(span[i - 1]))
            {
                return true;
            }
        }
        return false;
    }
}
