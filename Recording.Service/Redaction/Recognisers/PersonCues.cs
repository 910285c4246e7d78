using System.Collections.Frozen;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>What stands before a word and says that it is a name.</summary>
internal enum PersonCue
{
    None,

    /// <summary>"Mr", "Cllr" …</summary>
    Title,

    /// <summary>"my name is", "called" …</summary>
    Introduction,

    /// <summary>"my neighbour", "her son" …</summary>
    Relation,
}

internal static class PersonCues
{
    private static readonly FrozenSet<string> Titles = Set(
        "mr mrs ms miss mx dr prof professor rev reverend cllr councillor sir lady lord pc sgt inspector"
    );

    private static readonly FrozenSet<string> Owners = Set("my his her their our your the");

    private static readonly FrozenSet<string> Relations = Set(
        "neighbour neighbours neighbor son daughter wife husband partner brother sister mother mum mom father dad landlord landlady friend flatmate housemate lodger boyfriend girlfriend ex uncle aunt auntie cousin nephew niece grandson granddaughter grandmother grandfather nan gran grandad carer tenant boss colleague manager caretaker plumber engineer officer"
    );

    private static readonly FrozenSet<string> Speech = Set(
        "said says told tells lives came called phoned rang shouted asked promised wrote threatened hit owes keeps"
    );

    private static readonly FrozenSet<string> BeforeMonths = Set(
        "in since until till by from of last next this early late mid before after during on to between and"
    );

    /// <summary>The cue that ends just before this word.</summary>
    public static PersonCue Before(string text, List<Word> words, int at)
    {
        if (at == 0 || !Near(text, words[at - 1], words[at]))
        {
            return PersonCue.None;
        }
        var before = words[at - 1].Core;
        if (Titles.Contains(before))
        {
            return PersonCue.Title;
        }
        if (IsIntroduction(words, at))
        {
            return PersonCue.Introduction;
        }
        var last = before is "is" or "was" ? at - 2 : at - 1;
        return last >= 1 && Relations.Contains(words[last].Core) && Owners.Contains(words[last - 1].Core)
            ? PersonCue.Relation
            : PersonCue.None;
    }

    /// <summary>"May" as a month: after a preposition, or beside a number.</summary>
    public static bool IsMonthHere(string text, List<Word> words, int at)
    {
        if (words[at].Core is not ("may" or "june" or "april" or "august"))
        {
            return false;
        }
        var (start, end) = (words[at].Start, words[at].End);
        return (at > 0 && BeforeMonths.Contains(words[at - 1].Core))
            || (start >= 2 && char.IsDigit(text[start - 2]))
            || (start >= 4 && text.AsSpan(start - 3, 3) is "st " or "nd " or "rd " or "th ")
            || (end + 1 < text.Length && char.IsDigit(text[end + 1]));
    }

    /// <summary>"Patel said": a sentence's first word may be any, but things do not speak.</summary>
    public static bool ActsLikePerson(string text, List<Word> words, int at) =>
        (at + 1 < words.Count && Speech.Contains(words[at + 1].Core))
        || text.AsSpan(words[at].Start, words[at].Length).EndsWith("'s", StringComparison.OrdinalIgnoreCase)
        || text.AsSpan(words[at].Start, words[at].Length).EndsWith("’s", StringComparison.OrdinalIgnoreCase);

    private static bool IsIntroduction(List<Word> words, int at) =>
        words[at - 1].Core switch
        {
            "is" => at >= 3 && words[at - 2].Core == "name",
            "name" => at >= 2 && Owners.Contains(words[at - 2].Core) && words[at - 1].Length > "name".Length,
            "named" => true,
            "called" => at >= 2
                && words[at - 2].Core
                    is "is"
                        or "was"
                        or "am"
                        or "i'm"
                        or "man"
                        or "woman"
                        or "person"
                        or "someone"
                        or "somebody"
                        or "guy"
                        or "lady"
                        or "boy"
                        or "girl"
                        or "are",
            _ => false,
        };

    private static bool Near(string text, Word left, Word right) =>
        text.AsSpan(left.End, right.Start - left.End).Trim(" \u00A0,.'’:-") is { IsEmpty: true }
        && right.Start - left.End <= 3;

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
