using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>NHS numbers: ten digits, the last a modulus 11 check digit (NHS Data Dictionary, "NHS NUMBER").</summary>
internal sealed partial class NhsNumberRecogniser : IRecogniser
{
    public bool NeedsDigit => true;

    public IEnumerable<Finding> Find(string text, KnownNames known)
    {
        foreach (var match in Pattern().Matches(text).Where(match => IsNumber(match.ValueSpan)))
        {
            var named = Cue().IsMatch(Context.Before(text, match.Index));
            if (named || !Context.IsThing(text, match.Index))
            {
                yield return new Finding(
                    match.Index,
                    match.Length,
                    FindingKinds.NhsNumber,
                    "nhs-modulus-11",
                    named ? 0.99 : 0.93
                );
            }
        }
    }

    private static bool IsNumber(ReadOnlySpan<char> written)
    {
        Span<char> digits = stackalloc char[10];
        var count = 0;
        foreach (var c in written)
        {
            if (char.IsAsciiDigit(c))
            {
                digits[count++] = c;
            }
        }
        return digits.ContainsAnyExcept(digits[0]) && Checksums.IsNhsNumber(digits);
    }

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}£$€+-]|[0-9][ .,/])(?:[0-9]{3}[ .-]{0,2}[0-9]{3}[ .-]{0,2}[0-9]{4}|(?:[0-9]{2} ){4}[0-9]{2}|(?:[0-9][ -]){9}[0-9](?! [0-9]))(?![\p{L}\p{N}]|[.,-][0-9])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\bnhs\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Cue();
}
