using System.Buffers;
using System.Collections.Frozen;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>What stands beside a word and says that it is a name.</summary>
internal enum PersonCue
{
    None,

    /// <summary>"Mr", "Cllr" …</summary>
    Title,

    /// <summary>"my name is", "called" …: whatever follows is a name.</summary>
    Introduction,

    /// <summary>"my neighbour", "her son", "spoke to" …: a name may follow.</summary>
    Relation,

    /// <summary>"hi", "thanks", "regards", "I'm" …: a name may follow, and more often another word.</summary>
    Greeting,
}

/// <summary>What a word may say about the ones beside it.</summary>
[Flags]
internal enum CueWords : byte
{
    None = 0,
    Title = 1,

    /// <summary>"my", "her": of what follows.</summary>
    Owner = 2,
    Relation = 4,

    /// <summary>What people do and things do not.</summary>
    Speech = 8,
    Greeting = 16,
    Contact = 32,

    /// <summary>Stands before a name together with other words.</summary>
    Introducer = 64,

    /// <summary>A small word that may stand between a cue and a name.</summary>
    Link = 128,
}

internal static class PersonCues
{
    private static readonly SearchValues<char> SmallMarks = SearchValues.Create(" ,.:'-=\"(");

    /// <summary>The words, by what they say about the ones beside them.</summary>
    public static IReadOnlyList<(CueWords Cue, string List)> Words { get; } =
    [
        (
            CueWords.Title,
            "mr mrs ms miss mx dr prof professor rev revd reverend cllr councillor sir dame lady lord pc pcso dc ds dci wpc sgt constable inspector sergeant imam sheikh rabbi pastor nurse fr mister misses missus messrs doctor captain capt major col judge detective"
        ),
        (CueWords.Owner, "my his her their our your the a an another this that mum's dad's late old new ex"),
        (
            CueWords.Relation,
            "neighbour neighbours neighbor son sons daughter daughters wife husband hubby partner brother brothers sister sisters mother mum mom father dad landlord landlady friend friends mate flatmate flatmates housemate roommate lodger boyfriend girlfriend ex uncle aunt auntie cousin nephew niece grandson granddaughter grandmother grandfather nan gran granny grandad carer tenant tenants boss colleague manager caretaker plumber engineer officer fiance fiancee stepson stepdaughter stepdad stepmum twin twins baby child kid kids boy girl toddler worker solicitor adviser advisor operative agent lawyer teacher headteacher doctor gp nurse midwife dentist electrician builder contractor handyman witness occupant occupier subtenant leaseholder applicant supervisor assistant receptionist inspector bailiff mp councillor employee employer client patient assessor surveyor in-law mother-in-law father-in-law son-in-law daughter-in-law brother-in-law sister-in-law goddaughter godson advocate interpreter warden concierge"
        ),
        (
            CueWords.Speech,
            "said says told tells lives lived came called phoned rang shouted asked promised wrote threatened hit owes keeps emailed texted screamed swore attacked replied answered advised refused agreed moved left admitted apologised insists thinks wants works"
        ),
        (
            CueWords.Greeting,
            "hi hello hey hiya dear morning afternoon evening thanks thank cheers bye goodbye regards wishes sincerely faithfully love"
        ),
        (
            CueWords.Contact,
            "spoke speak speaking spoken talk talked talking met meet saw ask asked asking told tell contact contacted call called phoned email emailed texted emailing for knows know named invited visited help helped helping saying"
        ),
        (
            CueWords.Introducer,
            "is was are name names surname forename firstname lastname fullname named as by called behalf of fao attn o signed"
        ),
        (CueWords.Link, "is was called are to with for attention am you it this i'm im"),
    ];

    private static readonly FrozenSet<string> BeforeMonths = WordList.Set(
        "in since until till by from of last next this early late mid before after during on to between and end start"
    );

    /// <summary>The cue that ends just before this word.</summary>
    public static PersonCue Before(string text, List<Word> words, int at)
    {
        if (
            at == 0
            || words[at - 1].Cues is CueWords.None or CueWords.Owner
            || !Near(text, words[at - 1], words[at], out var gap)
        )
        {
            return PersonCue.None;
        }
        var before = words[at - 1];
        if (before.Cues.HasFlag(CueWords.Title) && gap is not (',' or ':' or '-'))
        {
            return PersonCue.Title;
        }
        if (before.Cues.HasFlag(CueWords.Introducer) && IsIntroduction(words, at, gap))
        {
            return PersonCue.Introduction;
        }
        if (IsRelation(words, at))
        {
            return PersonCue.Relation;
        }
        return IsGreeting(words, at) ? PersonCue.Greeting : PersonCue.None;
    }

    /// <summary>"Mrs" of "Mrs Patel", which is no part of the name.</summary>
    public static bool IsTitle(string text, List<Word> words, int at) =>
        words[at].Core
            is "mr"
                or "mrs"
                or "ms"
                or "miss"
                or "mx"
                or "dr"
                or "prof"
                or "cllr"
                or "councillor"
                or "rev"
                or "professor"
        && at + 1 < words.Count
        && Near(text, words[at], words[at + 1], out var gap)
        && gap is ' ' or '.'
        && (words[at + 1].IsCapital || words[at].Core is not "miss");

    /// <summary>"Nasrin here", "tom speaking": the cue that begins just after this word.</summary>
    public static bool After(string text, List<Word> words, int at) =>
        at + 1 < words.Count
        && words[at + 1].Core is "here" or "speaking"
        && Near(text, words[at], words[at + 1], out _)
        && (
            at == 0
            || words[at - 1].Core is "it" or "is" or "hi" or "hello" or "hey" or "this" or "hiya"
            || EndsSentence(text, words[at])
        );

    /// <summary>"May" as a month: after a preposition, or beside a number.</summary>
    public static bool IsMonthHere(string text, List<Word> words, int at)
    {
        if (words[at].Core is not ("may" or "june" or "april" or "august" or "summer"))
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
        (at + 1 < words.Count && words[at + 1].Cues.HasFlag(CueWords.Speech))
        || text.AsSpan(words[at].Start, words[at].Length).EndsWith("'s", StringComparison.OrdinalIgnoreCase);

    private static bool IsIntroduction(List<Word> words, int at, char gap)
    {
        var before = words[at - 1].Core;
        var earlier = at >= 2 ? words[at - 2].Core : "";
        return before switch
        {
            "is" or "was" or "are" => (earlier is "name" or "surname" or "names" or "nickname"),
            "name" or "names" or "surname" or "forename" or "firstname" or "lastname" or "fullname" => gap
                is ':'
                    or '-'
                    or '='
                || words[at - 1].Length > before.Length
                || (before is "surname" or "forename" or "firstname"),
            "named" => true,
            "as" => earlier is "known" or "himself" or "herself" or "themselves",
            "by" => earlier is "goes" or "go",
            "called" => earlier
                is "is"
                    or "was"
                    or "am"
                    or "i'm"
                    or "im"
                    or "man"
                    or "woman"
                    or "person"
                    or "someone"
                    or "somebody"
                    or "guy"
                    or "lady"
                    or "boy"
                    or "girl"
                    or "are"
                    or "bloke"
                    or "lad"
                    or "he's"
                    or "she's"
                    or "chap"
                || ((at >= 2 && words[at - 2].Cues.HasFlag(CueWords.Relation)) || earlier is "he" or "she"),
            "behalf" or "of" => earlier is "behalf" && gap is not '.',
            "fao" or "attn" or "signed" => true,
            "o" => earlier is "c" && words[at - 1].Start - words[at - 2].End == 1,
            _ => false,
        };
    }

    private static bool IsRelation(List<Word> words, int at)
    {
        var last = words[at - 1].Core is "is" or "was" or "called" or "are" ? at - 2 : at - 1;
        if (last >= 1 && words[last].Cues.HasFlag(CueWords.Relation))
        {
            return words[last - 1].Cues.HasFlag(CueWords.Owner)
                || (last >= 2 && words[last - 2].Cues.HasFlag(CueWords.Owner))
                || (
                    last >= 3
                    && words[last - 3].Cues.HasFlag(CueWords.Owner)
                    && words[last].Core is not ("agent" or "manager")
                );
        }
        var before = words[at - 1].Core;
        var earlier = at >= 2 ? words[at - 2].Core : "";
        return (before is "to" or "with" && at >= 2 && words[at - 2].Cues.HasFlag(CueWords.Contact))
            || (before is "for" && earlier is "ask" or "asked" or "asking" or "looking")
            || (before is "is" && earlier is "this" or "it" or "that" or "here")
            || before is "attention";
    }

    private static bool IsGreeting(List<Word> words, int at)
    {
        var before = words[at - 1].Core;
        return words[at - 1].Cues.HasFlag(CueWords.Greeting)
            || before is "i'm" or "im"
            || (before is "am" && at >= 2 && words[at - 2].Core is "i")
            || (before is "you" && at >= 2 && words[at - 2].Core is "thank")
            || (before is "it" && words[at - 1].Length > 2)
            || (before is "this" && words[at - 1].Length > 4)
            || words[at - 1].Cues.HasFlag(CueWords.Contact);
    }

    private static bool EndsSentence(string text, Word word)
    {
        var i = word.Start - 1;
        while (i >= 0 && text[i] == ' ')
        {
            i--;
        }
        return i < 0 || text[i] is '\n' or '.' or '!' or '?' or ',';
    }

    /// <summary>Little stands between the words; <paramref name="gap"/> is the mark among it.</summary>
    private static bool Near(string text, Word left, Word right, out char gap)
    {
        var between = text.AsSpan(left.End, right.Start - left.End);
        var marks = between.Trim(" \r\n");
        gap = marks.IsEmpty ? ' ' : marks[0];
        return between.Length <= 4 && (marks.IsEmpty || !marks.ContainsAnyExcept(SmallMarks));
    }
}
