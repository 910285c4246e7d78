namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// Names of people. Sure signs are titles, phrases that introduce somebody, kinship and neighbourhood, and names that the
/// lists have; beyond them, a capital letter on a word that is neither vocabulary nor a participant's name is a guess,
/// flagged for a person to decide (fail closed).
/// </summary>
internal sealed class PersonRecogniser : IRecogniser
{
    public IEnumerable<Finding> Find(string text, KnownNames known)
    {
        var words = Word.In(text);
        for (var i = 0; i < words.Count; )
        {
            var cue = PersonCues.Before(text, words, i);
            if (Judge(text, words, i, cue) is not { } judgement)
            {
                i++;
                continue;
            }
            var length = NameRuns.Length(text, words, i, cue);
            var before = NameRuns.ParticlesBefore(text, words, i);
            var run = words.GetRange(i - before, length + before);
            // A run is kept only if all of it is a participant's: a shared given name does not uncover a surname.
            if (
                !run.TrueForAll(word => known.Contains(word.Core))
                && (cue is PersonCue.Title or PersonCue.Introduction || !Institutions.IsOne(text, words, i, length))
            )
            {
                yield return Found(run, judgement);
            }
            i += length;
        }
    }

    private static Finding Found(List<Word> run, NameJudgement judgement)
    {
        var (start, end) = (run[0].Start, run[^1].End);
        return
            judgement.Flagged
            && run.Exists(word => word is { IsGiven: true, IsVocabulary: false, IsProper: false, IsCapital: true })
            ? new Finding(start, end - start, FindingKinds.Person, "given-name", 0.75)
            : new Finding(
                start,
                end - start,
                FindingKinds.Person,
                judgement.Rule,
                judgement.Confidence,
                judgement.Flagged
            );
    }

    private static NameJudgement? Judge(string text, List<Word> words, int at, PersonCue cue)
    {
        var word = words[at];
        if (word.HasDigit || PersonCues.IsTitle(text, words, at))
        {
            return null;
        }
        return CuedNames.Judge(text, words, at, cue)
            ?? (
                word.HasNoCase ? new NameJudgement("script-without-case", 0.3, true)
                : word.IsCapital ? CapitalNames.Judge(text, words, at)
                : SmallNames.Judge(words, at)
            );
    }
}

/// <summary>Why a word begins a name.</summary>
/// <param name="Flagged">See <see cref="Finding.Flagged"/>.</param>
internal readonly record struct NameJudgement(string Rule, double Confidence, bool Flagged = false);
