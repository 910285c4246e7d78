using System.Globalization;
using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>A word of a text and what matters about it for names.</summary>
/// <param name="Core">As it is compared; see <see cref="KnownNames.Core"/>.</param>
/// <param name="HasNoCase">It is of a script without capital letters, so that nothing tells a name from another word.</param>
internal sealed record Word(
    int Start,
    int Length,
    string Core,
    bool IsCapital,
    bool IsAllCapitals,
    bool HasNoCase,
    bool HasDigit
)
{
    public int End => Start + Length;

    /// <summary>A word with digits is a reference or a code, which other recognisers look at.</summary>
    public bool MayBeginName => (IsCapital || HasNoCase) && !HasDigit;
}

internal static class WordMatches
{
    public static List<Word> ToWords(this Regex.ValueMatchEnumerator matches, string text)
    {
        var words = new List<Word>();
        foreach (var match in matches)
        {
            var span = text.AsSpan(match.Index, match.Length).TrimEnd("'’-");
            var first = CharUnicodeInfo.GetUnicodeCategory(span[0]);
            words.Add(
                new Word(
                    match.Index,
                    span.Length,
                    KnownNames.Core(span),
                    first is UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter,
                    span.IndexOfAnyInRange('a', 'z') < 0,
                    first is UnicodeCategory.OtherLetter,
                    span.ContainsAnyInRange('0', '9')
                )
            );
        }
        return words;
    }
}
