using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>United Kingdom postcodes, by the letters that each position may have (Royal Mail, BS 7666).</summary>
internal sealed partial class PostcodeRecogniser : IRecogniser
{
    public IEnumerable<Finding> Find(string text, KnownNames known) =>
        Pattern()
            .Matches(text)
            .Select(match => new Finding(match.Index, match.Length, FindingKinds.Postcode, "uk-postcode", 0.95));

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])(?:GIR ?0AA|(?:[A-PR-UWYZ][0-9][0-9A-HJKPSTUW]?|[A-PR-UWYZ][A-HK-Y][0-9][0-9ABEHMNPRVWXY]?) ?[0-9][ABD-HJLNP-UW-Z]{2})(?![\p{L}\p{N}])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Pattern();
}
