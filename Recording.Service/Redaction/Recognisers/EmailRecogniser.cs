using System.Buffers;
using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// E-mail addresses: a practical part of RFC 5322's addr-spec, with letters of any script (RFC 6531), and what people
/// write to hide one from machines or to say it aloud ("jo at example dot com").
/// </summary>
internal sealed partial class EmailRecogniser : IRecogniser
{
    private static readonly SearchValues<char> NotOfWords = SearchValues.Create("._0123456789-+");

    private static readonly SearchValues<string> Signs = SearchValues.Create(
        [" at ", "at]", "at)", "at}", "at>", "at ]", "at )", "at }", "at >", "_at_", "@"],
        StringComparison.OrdinalIgnoreCase
    );

    public IEnumerable<Finding> Find(string text, KnownNames known)
    {
        if (text.Contains('@'))
        {
            foreach (Match match in Written().Matches(text))
            {
                yield return new Finding(match.Index, match.Length, FindingKinds.Email, "email-address", 0.99);
            }
        }
        if (!text.AsSpan().ContainsAny(Signs) || !Hosts.MayBeIn(text))
        {
            yield break;
        }
        foreach (Match match in Spoken().Matches(text))
        {
            if (IsAddress(text, match))
            {
                yield return new Finding(match.Index, match.Length, FindingKinds.Email, "spoken-email", 0.85);
            }
        }
    }

    /// <summary>"Look at example.com" is none, "jo at gmail dot com" is.</summary>
    private static bool IsAddress(string text, Match match)
    {
        var name = match.Groups["name"].Value;
        return match.Groups["sign"].Success
            || Provider().IsMatch(match.Groups["host"].ValueSpan)
            || name.AsSpan().ContainsAny(NotOfWords)
            || name.Contains(" dot ", StringComparison.OrdinalIgnoreCase)
            || (
                match.Value.Contains("dot", StringComparison.OrdinalIgnoreCase)
                && !WordList.IsVocabulary(name.ToLowerInvariant())
            )
            || Cue().IsMatch(Context.Before(text, match.Index));
    }

    [GeneratedRegex(
        @"(?<![\p{L}\p{M}\p{N}.!#$%&*+/=?^_`{|}~'-])[\p{L}\p{N}!#$%&*+/=?^_`{|}~][\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]{0,63}(?: ?@ ?|@ )[\p{L}\p{N}][\p{L}\p{M}\p{N}-]{0,62}(?:(?:\.| \. ?)[\p{L}\p{N}][\p{L}\p{M}\p{N}-]{0,62}){0,7}(?:\.| \. ?)(?:\p{L}[\p{L}\p{M}]{1,23}|xn--[a-z0-9-]{2,50})(?![\p{L}\p{N}@])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Written();

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}._+-])(?<name>[\p{L}\p{N}][\p{L}\p{N}_+-]{0,30}(?:(?:\.| ?[\[({] ?dot ?[\])}] ?| dot | underscore | dash )[\p{L}\p{N}_+-]{1,30}){0,4})(?:(?<sign> ?(?:[\[({<] ?(?:at|@) ?[\])}>]|@|(?<![a-z])_at_) ?)| at )(?<host>[a-z0-9][a-z0-9-]{1,40}(?:(?<dot>\.| ?[\[({<] ?(?:dot|\.) ?[\])}>] ?| dot )[a-z0-9-]{2,30}){0,3}(?<dot>\.| ?[\[({<] ?(?:dot|\.) ?[\])}>] ?| dot )(?:com|co|org|net|uk|eu|info|biz|gov|edu|me|io|ie|de|fr|es|it|pl|pt|ro|nl|in|ng|pk|example|test|invalid)(?:(?:\.| dot | ?[\[({] ?dot ?[\])}] ?)uk)?)(?![\p{L}\p{N}])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Spoken();

    [GeneratedRegex(
        @"^(?:gmail|googlemail|hotmail|outlook|live|yahoo|ymail|icloud|me|mac|aol|proton|protonmail|btinternet|btopenworld|sky|talktalk|virginmedia|ntlworld|blueyonder|gmx|zoho|tiscali|fastmail|msn)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Provider();

    [GeneratedRegex(
        @"(?<!\p{L})e-?mail(?:ed|s)?(?:\s{1,2}(?:address|me|him|her|them|us|id))?(?:\s{1,2}(?:is|on|to|at|was))?\s{0,2}[:=-]?\s{0,2}\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Cue();
}
