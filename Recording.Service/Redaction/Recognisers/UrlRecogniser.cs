using System.Buffers;
using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// Web addresses: RFC 3986 with the schemes that lead to a person's page or device, and what people type without one,
/// by the top-level domains they use. A plain page of a government site is nobody's; one with a query may carry
/// somebody's details.
/// </summary>
internal sealed partial class UrlRecogniser : IRecogniser
{
    private static readonly SearchValues<string> Schemes = SearchValues.Create(
        ["//", "facetime:", "skype:"],
        StringComparison.OrdinalIgnoreCase
    );

    public IEnumerable<Finding> Find(string text, KnownNames known)
    {
        if (text.AsSpan().ContainsAny(Schemes))
        {
            foreach (Match match in WithScheme().Matches(text))
            {
                yield return At(match, Trim(match.Value), 0.995);
            }
        }
        if (Hosts.HasInnerDot(text))
        {
            foreach (Match match in Bare().Matches(text))
            {
                yield return At(match, Trim(match.Value), 0.8);
            }
        }
        if (Hosts.HasSpokenDot(text))
        {
            foreach (Match match in Spoken().Matches(text))
            {
                yield return At(match, match.Length, 0.8);
            }
        }
    }

    private static Finding At(Match match, int length, double confidence)
    {
        var rule = PublicPage().IsMatch(match.ValueSpan[..length]) ? FindingRules.PublicPage : "web-address";
        return new Finding(match.Index, length, FindingKinds.Url, rule, confidence);
    }

    /// <summary>Without the punctuation of the sentence around it.</summary>
    private static int Trim(string url)
    {
        var length = url.AsSpan().TrimEnd(".,;:!?'\"*]}").Length;
        while (
            length > 0 && url[length - 1] == ')' && url.AsSpan(0, length).Count(')') > url.AsSpan(0, length).Count('(')
        )
        {
            length = url.AsSpan(0, length - 1).TrimEnd(".,;:!?'\"").Length;
        }
        return length;
    }

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])(?:(?:https?|hxxps?|ftps?|sftp|wss?|ssh|file|smb)(?::|\[:\])//|(?:facetime|skype):)[^\s<>""]{3,2000}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex WithScheme();

    // Top-level domains that are words too need something after them: "tell it to me. so" has no page.
    [GeneratedRegex(
        @"(?<![\p{L}\p{N}@.:/_-])(?!(?:asp|ado|vb)\.net(?!\.))(?:www\.[a-z0-9][^\s<>""]{2,2000}|(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.|\[\.\])){1,6}(?:(?:com|org|net|uk|info|biz|gov|edu|eu|ie|fr|de|nl|pl|pk|ng|tv|app|dev|io|london|shop|online|site|xyz|blog|cloud|link|page|example|club|store|tech|ac|wales|scot)(?![\p{L}\p{N}@-]|\.[\p{L}])(?::[0-9]{2,5})?(?:[/?#][^\s<>""]{0,2000})?|(?:me|co|ly|be|gl|gg|am|fm|is|it|in|ru|to|us|cc|ai|so|at|es|ch|ca|au|nz|za|sh|st|id)(?::[0-9]{2,5})?/[^\s<>""]{1,2000}))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Bare();

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])(?:www|w w w) ?(?:dot|\(dot\)|\[dot\]) ?[a-z0-9-]{2,60}(?: ?(?:dot|\(dot\)|\[dot\]|\.) ?[a-z0-9-]{2,30}){1,4}(?:(?:/| slash )[a-z0-9/-]{1,100}){0,4}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Spoken();

    [GeneratedRegex(
        @"\A(?:https?://)?(?:[a-z0-9-]{1,63}\.){1,6}gov\.uk(?:/[a-z0-9/._-]*)?[.,;:!)]*\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex PublicPage();
}
