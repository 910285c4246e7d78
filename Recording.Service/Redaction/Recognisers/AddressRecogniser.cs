using System.Buffers;
using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// Addresses as the parts of BS 7666 are written: a flat or a building's name before a street, a number with a street, a
/// street by its capital letters, a post office box, and whatever follows "I live at" and a number.
/// </summary>
internal sealed partial class AddressRecogniser : IRecogniser
{
    /// <summary>Words that name hardly anything but streets.</summary>
    private const string Streets =
        "street|road|rd|avenue|ave|lane|gardens|gdns|grove|crescent|cres|terrace|mews|boulevard|blvd|embankment|parade|broadway|quay|wharf|villas|cottages|mansions|st";

    /// <summary>Words that name other things as well.</summary>
    private const string Others =
        "close|drive|place|pl|square|sq|court|ct|walk|way|hill|row|rise|green|house|buildings|building|park|view|path|gate|yard|heights|lodge|tower|towers|point|cottage|estate|common|bank|vale|mount|croft|end|fields|passage|circus|strand|approach|rectory|vicarage|farm|hall|mill|barn|mall|esplanade|promenade|quadrant|arcade|crossway|drove|oval|meadow|meadows|orchard|chase|dene|garth|wynd|brae|side|ridge|copse|warren|fold";

    private const string Flat =
        @"(?:block\s[A-Z0-9]{1,3},?\s)?(?:(?:flat|apartment|apt|unit|room|suite|maisonette|studio|basement flat|ground floor flat|first floor flat|top flat|top floor flat|garden flat|block|plot)\.?\s{0,2}(?:no\.?\s?)?(?:[0-9]{1,4}\p{L}?|\p{L}[0-9]{0,3}(?!\p{L}))|(?:basement|ground floor|first floor|second floor|third floor|top floor|top|garden|upper|lower)\s(?:floor\s)?(?:flat|maisonette)),?\s{0,2}(?:at\s|of\s|in\s)?";

    private const string Number = @"[0-9]{1,4}\p{L}?(?:\s?[-/&]\s?[0-9]{1,4}\p{L}?)?";

    /// <summary>What stands between a number and "road" if it is no address: "2 minutes down the road".</summary>
    private static readonly FrozenSet<string> NotNames = (
        "a an and or of on in at to from for with by off up down along across over under near next my his her their our your this that these "
        + "is are was were be been has have had it there here when while if so but not no "
        + "minute minutes min mins hour hours day days week weeks month months year years second seconds metre metres meter meters "
        + "mile miles yard yards km foot feet inch inches bed beds bath baths bathroom bathrooms kitchen bedroom bedrooms storey storeys floor floors room rooms person people "
        + "car cars van vans bus buses lorry lorries bike bikes bin bins bag bags tree trees house houses flat flats shop shops door doors "
        + "lane lanes way ways side sides mph am pm o'clock percent pounds pound times more other others new old different separate single "
        + "double dead busy main side quiet whole entire blocked closed complaints complaint reports report tickets ticket cracked potholes "
        + "children kids adults men women families neighbours residents tenants staff officers quick short long easy simple working wide "
        + "spaces space plots parking cctv court council social terraced detached bedroomed letters emails calls visits keys"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> NotName = NotNames.GetAlternateLookup<
        ReadOnlySpan<char>
    >();

    private static readonly SearchValues<string> Flats = SearchValues.Create(
        ["flat", "apartment", "apt", "unit", "room", "suite", "maisonette", "studio", "block", "plot"],
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly SearchValues<string> Living = SearchValues.Create(
        ["live", "living", "stay", "address", "moved", "visit"],
        StringComparison.OrdinalIgnoreCase
    );

    public IEnumerable<Finding> Find(string text, KnownNames known)
    {
        if (text.AsSpan().ContainsAnyInRange('0', '9'))
        {
            foreach (var finding in FindWithDigits(text))
            {
                yield return finding;
            }
        }
        if (text.AsSpan().ContainsAny(Flats))
        {
            foreach (Match match in FlatInBuilding().Matches(text))
            {
                if (!HasOrdinaryWord(match))
                {
                    yield return Found(match, "flat-in-building", 0.88);
                }
            }
        }
        if (HasCapitalAfterSpace(text))
        {
            foreach (var finding in FindByCapitals(text))
            {
                yield return finding;
            }
        }
        if (text.AsSpan().ContainsAny(Living))
        {
            foreach (Match match in LivedInBuilding().Matches(text))
            {
                yield return Found(match.Groups["place"], "lives-at", 0.87);
            }
        }
    }

    private static IEnumerable<Finding> FindWithDigits(string text)
    {
        foreach (Match match in Numbered().Matches(text))
        {
            if (!HasOrdinaryWord(match))
            {
                yield return With(BeforeNumber().Match(Before(text, match)), match, "numbered-street", 0.92);
            }
        }
        foreach (Match match in Lived().Matches(text))
        {
            if (!HasOrdinaryWord(match))
            {
                yield return Found(match.Groups["place"], "lives-at", 0.87);
            }
        }
        foreach (Match match in Box().Matches(text))
        {
            yield return Found(match, "post-box", 0.9);
        }
    }

    private static IEnumerable<Finding> FindByCapitals(string text)
    {
        foreach (Match match in BuildingInStreet().Matches(text))
        {
            yield return With(NameBefore().Match(Before(text, match)), match, "named-building", 0.88);
        }
        foreach (Match match in Street().Matches(text))
        {
            if (!match.Groups["other"].Success || !PublicPlaces.IsOne(match.ValueSpan))
            {
                yield return Found(match, "named-street", 0.86);
            }
        }
    }

    /// <summary>A word with a capital letter inside a line, which the last word of a street's name is.</summary>
    private static bool HasCapitalAfterSpace(string text)
    {
        for (var i = 1; i + 1 < text.Length; i++)
        {
            if (char.IsUpper(text[i]) && char.IsLetter(text[i + 1]) && char.IsWhiteSpace(text[i - 1]))
            {
                return true;
            }
        }
        return false;
    }

    private static Finding Found(Capture match, string rule, double confidence) =>
        new(match.Index, match.Length, FindingKinds.Address, rule, confidence);

    /// <summary>A match with what belongs to it directly before.</summary>
    private static Finding With(Match before, Match match, string rule, double confidence) =>
        new(match.Index - before.Length, match.Length + before.Length, FindingKinds.Address, rule, confidence);

    private static string Before(string text, Match match) => Context.Before(text, match.Index, 72).ToString();

    /// <summary>"New" of "New Kings Road": a capital letter makes a name of it.</summary>
    private static bool IsTitleCase(ReadOnlySpan<char> word) =>
        char.IsUpper(word[0]) && (word.Length == 1 || char.IsLower(word[1]));

    private static bool HasOrdinaryWord(Match match)
    {
        foreach (Capture word in match.Groups["word"].Captures)
        {
            if (!IsTitleCase(word.ValueSpan) && NotName.Contains(word.ValueSpan))
            {
                return true;
            }
        }
        return false;
    }

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}£$€.])"
            + Number
            + @",?\s{1,2}(?:(?:the\s)?(?:(?<word>[\p{L}][\p{L}'.-]{0,24})\s{1,2}){1,4}?(?:(?:"
            + Streets
            + @")(?![\p{L}\p{N}'])\.?|(?:"
            + Others
            + @")(?![\p{L}\p{N}']))(?:\s(?:north|south|east|west)(?![\p{L}\p{N}]))?|the\s(?:"
            + Streets
            + "|"
            + Others
            + @"|cut)(?![\p{L}\p{N}']))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Numbered();

    /// <summary>"Flat 3, " and "Willow Court, ".</summary>
    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])(?:(?i:"
            + Flat
            + @")(?:(?:\p{Lu}[\p{L}'-]{1,20}\s){1,3}(?i:house|court|lodge|mansions|tower|point|heights|building|buildings|cottage|hall),?\s{1,2})?|(?:\p{Lu}[\p{L}'-]{1,20}\s){1,3}(?i:house|court|lodge|mansions|tower|point|heights|building|buildings|cottage|hall),\s{0,2})\z|\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex BeforeNumber();

    /// <summary>"Flat 3, Willow Court".</summary>
    [GeneratedRegex(
        @"(?<![\p{L}\p{N}£$€])"
            + Flat
            + @"(?:(?<word>[\p{L}][\p{L}'-]{1,24})\s{1,2}){1,4}?(?:"
            + Streets
            + "|"
            + Others
            + @")(?![\p{L}\p{N}'])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex FlatInBuilding();

    /// <summary>"Vicarage, Church Lane".</summary>
    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])(?:House|Cottage|Lodge|Vicarage|Rectory|Farm|Farmhouse|Barn|Mill|Manor|Hall|Court|Mansions|Villa|Tower|Heights|Point|Chapel|Forge|Granary|Bungalow|Gatehouse|Stables|Oast|Grange),?\s{1,2}(?:"
            + Number
            + @",?\s)?(?:\p{Lu}[\p{L}'.-]{1,20}\s){1,3}(?i:"
            + Streets
            + "|"
            + Others
            + @")(?<=\p{Lu}\p{L}*)(?![\p{L}\p{N}'])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex BuildingInStreet();

    /// <summary>"The Old ".</summary>
    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])(?:(?i:the)\s)?(?:\p{Lu}[\p{L}'-]{1,20}\s){1,3}\z|(?<![\p{L}\p{N}])(?i:the)\s\z|\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex NameBefore();

    /// <summary>"I live at Rose Cottage", and in small letters with a street.</summary>
    [GeneratedRegex(
        @"(?<!\p{L})(?i:live|lives|lived|living|stay|stays|staying|address is|address:|moved|visit)\s(?i:(?:at|in|to)\s)?(?<place>(?:(?i:the)\s)?(?:\p{Lu}[\p{L}'-]{1,20}\s){1,2}(?i:house|cottage|lodge|vicarage|rectory|farm|farmhouse|barn|manor|villa|tower|mansions|heights|bungalow|grange|mill)(?<=\p{Lu}\p{L}*)|(?i:(?:the\s)?[\p{L}'-]{2,20}\s(?:[\p{L}'-]{2,20}\s)?(?:cottage|lodge|vicarage|rectory|farm|farmhouse|barn|manor|villa|mansions|heights|grange|court|house|tower),?\s{1,2}(?:[\p{L}'-]{2,20}\s){1,2}(?:"
            + Streets
            + @")))(?![\p{L}\p{N}'])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex LivedInBuilding();

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])(?:\p{Lu}[\p{L}'-]{1,30}\.?\s{1,2}){1,3}(?i:(?:"
            + Streets
            + ")|(?<other>close|drive|place|square|court|walk|way|hill|row|rise|green|house|mansions|buildings|lodge|cottage|wharf|heights))"
            + @"(?<=\p{Lu}\p{L}*)(?![\p{L}\p{N}'])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Street();

    [GeneratedRegex(
        @"(?<!\p{L})(?:live|lives|lived|living|stay|stays|staying|reside|resides|residing|based|(?:my|his|her|their|our|home|the|full|postal|current|previous|new) address(?:\s(?:is|was))?|address|moved|moving|deliver(?:ed)?|sent|post(?:ed)? it|visit)(?:\s(?:is|was))?[\s:]{1,2}(?:(?:at|to|in|on|is)\s)?(?:(?:house|flat|number|no\.?|nr)\s)?(?<place>"
            + Number
            + @",?\s{1,2}(?:the\s)?(?<word>\p{L}[\p{L}'-]{2,24})(?:\s(?<word>\p{Lu}[\p{L}'-]{2,24})){0,2})(?=\s{0,2}(?:[,.;:!?\r\n]|\z|and\b|with\b|in\b|since\b|but\b|near\b|w[0-9]|[a-z]{1,2}[0-9]))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Lived();

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])p\.?\s?o\.?\s?box\s{1,2}(?:no\.?\s)?[0-9]{1,6}(?![\p{L}\p{N}])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Box();
}
