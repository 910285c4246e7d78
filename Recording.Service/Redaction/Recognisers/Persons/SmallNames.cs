namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>Names in small letters that nothing announces: those of the lists that are no other word, as a guess.</summary>
internal static class SmallNames
{
    private const int Shortest = 3;

    public static NameJudgement? Judge(List<Word> words, int at)
    {
        var word = words[at];
        if (word.IsVocabulary || word.IsProper || word.Core.Length < Shortest)
        {
            return null;
        }
        if ((word.Kinds & WordKinds.GivenName) != 0)
        {
            return new NameJudgement("given-name", 0.5, true);
        }
        var hasSurname =
            at + 1 < words.Count
            && words[at + 1] is { IsCapital: false, IsVocabulary: false, IsFamily: true }
            && words[at + 1].Start - word.End == 1;
        var isName =
            (word.IsGiven && (hasSurname || word.Core.Length > Shortest))
            || ((word.Kinds & WordKinds.Surname) != 0 && word.Core.Length > Shortest + 1);
        return isName ? new NameJudgement("given-name", 0.35, true) : null;
    }
}
