using System.Collections.Frozen;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>What the words beside one say about its capital letter.</summary>
internal static class NameSurroundings
{
    private static readonly FrozenSet<string> BeforeVerbs = WordList.Set(
        "i we they you he she it to please can will would could should must may might not don't let and do does did just"
    );

    private static readonly FrozenSet<string> AfterVerbs = WordList.Set(
        "the a an my your his her our their me us it them this that up so access for on in you all"
    );

    /// <summary>"To Grant access", "I Hope so": a verb with a capital letter.</summary>
    public static bool IsVerb(List<Word> words, int at) =>
        at > 0
        && at + 1 < words.Count
        && BeforeVerbs.Contains(words[at - 1].Core)
        && AfterVerbs.Contains(words[at + 1].Core);

    /// <summary>The next word if it has a capital letter too and only a space stands between.</summary>
    public static Word? NextCapital(string text, List<Word> words, int at) =>
        at + 1 < words.Count
        && words[at + 1].IsCapital
        && text.AsSpan(words[at].End, words[at + 1].Start - words[at].End) is " "
            ? words[at + 1]
            : null;

    public static bool PreviousIsCapital(string text, List<Word> words, int at) =>
        at > 0
        && words[at - 1] is { IsCapital: true, IsInitial: false }
        && words[at].Start - words[at - 1].End == 1
        && !Sentences.StartsWith(text, words[at - 1]);

    /// <summary>In a text all in capitals, a capital letter says nothing about an ordinary word.</summary>
    public static bool IsShouted(List<Word> words, int at) =>
        words[at].IsAllCapitals
        && (
            (at > 0 && words[at - 1].IsAllCapitals && words[at - 1].Length > 1)
            || (at + 1 < words.Count && words[at + 1].IsAllCapitals && words[at + 1].Length > 1)
        );
}
