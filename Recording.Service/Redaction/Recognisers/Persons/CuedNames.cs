namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>Names that something beside them announces; how sure that is decides which words pass.</summary>
internal static class CuedNames
{
    public static NameJudgement? Judge(string text, List<Word> words, int at, PersonCue cue) =>
        cue switch
        {
            PersonCue.Title => AfterTitle(words, at),
            PersonCue.Introduction => AfterIntroduction(words, at),
            PersonCue.Relation => AfterRelation(text, words, at),
            PersonCue.Greeting => AfterGreeting(text, words, at),
            _ => BeforeCue(text, words, at),
        };

    private static NameJudgement? AfterTitle(List<Word> words, int at)
    {
        var word = words[at];
        var isPlainWord = word.IsVocabulary && !word.IsName;
        var isSure = words[at - 1].Core is "mr" or "mrs" or "ms" or "dr" or "cllr" or "mister" or "prof";
        var isName =
            (word.IsCapital && !(isPlainWord && (!isSure || word.IsAllCapitals)))
            || (!word.IsVocabulary && !word.IsProper && word.Core.Length > 1)
            || (isSure && word.IsFamily && word.Core.Length > 2);
        return isName ? new NameJudgement("title", 0.9) : null;
    }

    private static NameJudgement? AfterIntroduction(List<Word> words, int at)
    {
        var word = words[at];
        var isPlainWord = word.IsVocabulary && !word.IsName;
        var isSentence = words[at - 1].Core is "is" or "was" or "name";
        var isName =
            (word.IsCapital && !(isPlainWord && (word.IsAllCapitals || isSentence)) && !(word.IsProper && !word.IsName))
            || (!word.IsVocabulary && !word.IsProper)
            || ((word.Kinds & WordKinds.GivenName) != 0 && word.Core is not ("may" or "will"));
        return isName ? new NameJudgement("introduction", 0.9) : null;
    }

    private static NameJudgement? AfterRelation(string text, List<Word> words, int at)
    {
        var word = words[at];
        if (word.IsCapital)
        {
            if (!word.IsVocabulary && (!word.IsProper || word.IsName))
            {
                return new NameJudgement("relation", word.IsName ? 0.88 : 0.7);
            }
            var hasSurname =
                !word.IsAllCapitals
                && NameSurroundings.NextCapital(text, words, at)
                    is { IsVocabulary: false, IsProper: false, HasDigit: false };
            return hasSurname || (word.IsName && !NameSurroundings.IsShouted(words, at))
                ? new NameJudgement("relation", 0.8)
                : null;
        }
        if (word.IsName && !word.IsVocabulary && !word.IsProper)
        {
            return new NameJudgement("relation", 0.88);
        }
        return word.IsUnknown && !word.HasNoCase && word.Core.Length > 3
            ? new NameJudgement("relation", 0.35, true)
            : null;
    }

    private static NameJudgement? AfterGreeting(string text, List<Word> words, int at)
    {
        var word = words[at];
        if (word.IsName && !word.IsVocabulary && !word.IsProper && (word.IsCapital || word.Core.Length > 2))
        {
            return new NameJudgement("greeting", 0.85);
        }
        return
            word.IsCapital
            && (word.Kinds & WordKinds.GivenName) != 0
            && !NameSurroundings.IsShouted(words, at)
            && !NameSurroundings.IsVerb(words, at)
            && !PersonCues.IsMonthHere(text, words, at)
            ? new NameJudgement("greeting", 0.75)
            : null;
    }

    private static NameJudgement? BeforeCue(string text, List<Word> words, int at)
    {
        var word = words[at];
        return
            word.Core.Length > 1
            && (word.IsCapital ? !word.IsVocabulary || word.IsGiven : word.IsGiven && !word.IsProper)
            && PersonCues.After(text, words, at)
            ? new NameJudgement("introduction", 0.85)
            : null;
    }
}
