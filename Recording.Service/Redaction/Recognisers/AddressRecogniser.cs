using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>Street addresses: a house number with a street, a flat, or a street by its capital letters.</summary>
internal sealed partial class AddressRecogniser : IRecogniser
{
    private const string Kinds =
        "street|st|road|rd|avenue|ave|lane|close|drive|gardens|grove|crescent|terrace|place|square|court|mews|walk|way|hill|row|rise|green|house|mansions|buildings";

    public IEnumerable<Finding> Find(string text, KnownNames known) =>
        Numbered()
            .Matches(text)
            .Select(match => new Finding(match.Index, match.Length, FindingKinds.Address, "numbered-street", 0.9))
            .Concat(
                Named()
                    .Matches(text)
                    .Select(match => new Finding(match.Index, match.Length, FindingKinds.Address, "named-street", 0.7))
            );

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])(?:(?:flat|apartment|apt|unit|room)\s{0,2}\p{N}{1,4}\p{L}?,?\s{1,2})?\p{N}{1,4}\p{L}?,?\s{1,2}(?:[\p{L}'’.-]{2,30}\s{1,2}){1,3}(?:"
            + Kinds
            + @")(?![\p{L}\p{N}])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Numbered();

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])(?:\p{Lu}[\p{L}'’-]{1,30}\s{1,2}){1,3}(?i:" + Kinds + @")(?<=\p{Lu}\p{L}*)(?![\p{L}\p{N}])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Named();
}
