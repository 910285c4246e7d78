using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// Web addresses (RFC 3986, the http and https schemes, and what people type without one). A plain page of a
/// government site is nobody's and stays; one with a query may carry somebody's details.
/// </summary>
internal sealed partial class UrlRecogniser : IRecogniser
{
    public IEnumerable<Finding> Find(string text, KnownNames known) =>
        Pattern()
            .Matches(text)
            .Where(match => !PublicPage().IsMatch(match.Value))
            .Select(match => new Finding(match.Index, match.Length, FindingKinds.Url, "web-address", 0.95));

    [GeneratedRegex(
        @"(?:https?://|(?<![\p{L}\p{N}])www\.)[^\s<>""]+",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Pattern();

    [GeneratedRegex(
        @"\A(?:https?://)?(?:[a-z0-9-]+\.)+gov\.uk(?:/[a-z0-9/._-]*)?[.,;:!)]*\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex PublicPage();
}
