using System.Collections.Frozen;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>How far a name goes: given names, initials, particles and surnames in a row.</summary>
internal static class NameRuns
{
    private const int LongestRun = 6;

    private static readonly FrozenSet<string> Particles = WordList.Set(
        "van von der den de da do dos das di du del della la le el al bin ibn bint ben abu ter ten ap ab ferch ul ur uz ud e y st mac mc o nic ni ní bint ould zu"
    );

    private static readonly FrozenSet<string> LeadingParticles = WordList.Set(
        "van von der den de da dos das di du del della la le el al bin ibn bint ter"
    );

    /// <summary>How many words from <paramref name="first"/> on, which is a name, make one name.</summary>
    public static int Length(string text, List<Word> words, int first, PersonCue cue)
    {
        var length = 1;
        while (
            length < LongestRun
            && first + length < words.Count
            && Joins(text, words[first + length - 1], words[first + length])
            && Continues(text, words, first, length, cue) is > 0 and var more
        )
        {
            length += more;
        }
        return length;
    }

    /// <summary>How many words more belong to the name: several for particles with what follows them.</summary>
    private static int Continues(string text, List<Word> words, int first, int length, PersonCue cue)
    {
        var next = words[first + length];
        if (next.HasDigit)
        {
            return 0;
        }
        var head = words[first];
        if (ParticlesAt(text, words, first + length) is > 0 and var particles)
        {
            return particles + 1;
        }
        if (next.HasNoCase)
        {
            return head.HasNoCase ? 1 : 0;
        }
        // "Victoria Park", "Chelsea FC".
        if (head.IsProper && Institutions.IsEnding(next))
        {
            return 0;
        }
        if (next.IsCapital)
        {
            return
                next.IsInitial && (next.Core != "i" || NextIsCapital(text, words, first + length))
                || (!next.IsVocabulary && (!next.IsProper || next.IsName))
                || (next.IsName && !MayBeginSentenceWord(next))
                || (next.IsProper && head.IsGiven && !next.IsAllCapitals)
                || (length == 1 && IsRareSurname(text, words, first + length))
                ? 1
                : 0;
        }
        return TakesSmall(head, next, length, cue) ? 1 : 0;
    }

    /// <summary>How many particles stand here before a word that may be a surname: "van der Berg".</summary>
    private static int ParticlesAt(string text, List<Word> words, int at)
    {
        var count = 0;
        while (
            count < 3
            && at + count + 1 < words.Count
            && Particles.Contains(words[at + count].Core)
            && Joins(text, words[at + count], words[at + count + 1])
        )
        {
            count++;
            if (
                words[at + count] is { IsCapital: true, HasDigit: false } surname
                && (!surname.IsVocabulary || LeadingParticles.Contains(words[at + count - 1].Core))
            )
            {
                return count;
            }
        }
        return 0;
    }

    /// <summary>How many particles stand directly before a surname that nothing else precedes: "de Souza".</summary>
    public static int ParticlesBefore(string text, List<Word> words, int at)
    {
        var count = 0;
        while (
            count < 2
            && at - count > 0
            && words[at].IsCapital
            && LeadingParticles.Contains(words[at - count - 1].Core)
            && Joins(text, words[at - count - 1], words[at - count])
        )
        {
            count++;
        }
        return count;
    }

    /// <summary>In small letters only a surname follows, or after a sure cue one word that is no other.</summary>
    private static bool TakesSmall(Word head, Word next, int length, PersonCue cue) =>
        length < 3
        && (
            (cue is PersonCue.Introduction && !next.IsVocabulary && !next.IsProper && length < 2)
            || (!head.IsCapital && next.IsUnknown && SurnameBeginnings.HasSmall(next.Core))
            || (!head.IsCapital && next.IsName && !next.IsVocabulary && !next.IsProper)
            || (
                cue is PersonCue.Introduction
                && !head.IsCapital
                && (next.Kinds & WordKinds.Surname) != 0
                && next.Core.Length > 3
            )
        );

    private static bool MayBeginSentenceWord(Word word) =>
        word.Core is "will" or "may" or "can" or "do" or "he" or "an" or "to" or "so";

    /// <summary>"Parry", "Frost": a capital letter on a word that is rare, and none after it.</summary>
    private static bool IsRareSurname(string text, List<Word> words, int at) =>
        words[at] is { IsVocabulary: true, IsCommon: false, IsAllCapitals: false, Core.Length: > 3 }
        && words[at - 1] is { IsCapital: true, IsVocabulary: false }
        && !NextIsCapital(text, words, at);

    private static bool NextIsCapital(string text, List<Word> words, int at) =>
        at + 1 < words.Count && words[at + 1].IsCapital && Joins(text, words[at], words[at + 1]);

    /// <summary>Between two words of one name stand only spaces, or a full stop after an initial or a short title.</summary>
    public static bool Joins(string text, Word left, Word right)
    {
        var between = text.AsSpan(left.End, right.Start - left.End);
        return between.Length <= 3
            && between.Trim(' ') is var rest
            && (
                between.Length > 0 && rest.IsEmpty
                || (rest is "." && (left.Length <= 2 || left.Core is "jnr" or "snr" or "jr" or "sr" or "st"))
            );
    }
}
