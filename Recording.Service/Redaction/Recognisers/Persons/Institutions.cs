using System.Collections.Frozen;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>Places and bodies that have a person's name: "Victoria Station", "Nightingale School", "St Mary's".</summary>
internal static class Institutions
{
    private static readonly FrozenSet<string> Endings = WordList.Set(
        "centre center school hospital library park estate station church council ltd limited plc llp team teams service "
            + "services department dept group association trust college university academy primary nursery surgery clinic "
            + "pharmacy market bank theatre hotel bar pub arms fc stadium airport line bridge road street lane avenue close "
            + "court house square gardens terrace way hill green place mosque temple synagogue chapel cathedral museum gallery "
            + "festival housing homes lettings estates solicitors foundation charity act award ward town city borough county "
            + "bus insurance energy water broadband boiler boilers magazine times post app website prison shop store stores "
            + "supermarket cafe restaurant depot office hall tower towers block blocks lodge mansions"
    );

    private static readonly FrozenSet<string> SmallEndings = WordList.Set(
        "line station hospital bridge library centre estate building"
    );

    private static readonly FrozenSet<string> Beginnings = WordList.Set(
        "st saint queen king port lake mount fort great little upper lower"
    );

    private static readonly FrozenSet<string> Brands = WordList.Set(
        "marks,spencer john,lewis ted,baker fred,perry paul,smith laura,ashley james,bond harry,potter dr,martens ben,jerry"
    );

    /// <summary>Illnesses that have a person's name, which stands with "'s" there.</summary>
    private static readonly FrozenSet<string> Illnesses = WordList.Set(
        "parkinson alzheimer crohn hodgkin huntington asperger tourette raynaud cushing addison down bell wilson graves"
    );

    private static readonly FrozenSet<string> Shops = WordList.Set(
        "nando mcdonald barnardo sainsbury domino wetherspoon"
    );

    public static bool IsEnding(Word word) => Endings.Contains(word.Core);

    /// <summary>Whether what looks like a name is a part of one.</summary>
    public static bool IsOne(string text, List<Word> words, int first, int length)
    {
        var last = words[first + length - 1];
        var before = first > 0 ? words[first - 1] : null;
        var hasBeginning =
            before is { IsCapital: true } && Beginnings.Contains(before.Core) && words[first].Start - before.End <= 2;
        // "The Victoria line" in small letters too.
        var isCalled =
            before?.Core is "the" && first + length < words.Count && SmallEndings.Contains(words[first + length].Core);
        return hasBeginning
            || isCalled
            || IsBrand(words, first, length)
            || IsIllnessOrShop(text, words, first, length)
            || (NameSurroundings.NextCapital(text, words, first + length - 1) is { } next && IsEnding(next))
            || (length > 1 && last.IsVocabulary && IsEnding(last) && !words[first].IsGiven);
    }

    /// <summary>"John Lewis", "Marks and Spencer", "Marks &amp; Spencer".</summary>
    private static bool IsBrand(List<Word> words, int first, int length)
    {
        var last = first + length - 1;
        if (length == 2)
        {
            return Brands.Contains($"{words[first].Core},{words[last].Core}");
        }
        var before = first > 0 && words[first - 1].Core is "and" ? first - 2 : first - 1;
        return length == 1
            && before >= 0
            && words[first].Start - words[before].End <= 5
            && Brands.Contains($"{words[before].Core},{words[first].Core}");
    }

    private static bool IsIllnessOrShop(string text, List<Word> words, int first, int length)
    {
        var word = words[first];
        return length == 1
            && (Illnesses.Contains(word.Core) || Shops.Contains(word.Core))
            && text.AsSpan(word.Start, word.Length).EndsWith("'s", StringComparison.OrdinalIgnoreCase)
            && (
                Shops.Contains(word.Core)
                || first + 1 >= words.Count
                || words[first + 1].Core is "disease" or "syndrome" or "and" or "palsy" or "patient" or "nurse"
                || (first > 0 && words[first - 1].Core is "have" or "has" or "had" or "got" or "with" or "from")
            );
    }
}
