using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>E-mail addresses: a practical part of RFC 5322's addr-spec, with letters of any script (RFC 6531).</summary>
internal sealed partial class EmailRecogniser : IRecogniser
{
    public IEnumerable<Finding> Find(string text, KnownNames known) =>
        Pattern()
            .Matches(text)
            .Select(match => new Finding(match.Index, match.Length, FindingKinds.Email, "email-address", 0.99));

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-])[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62})(?:\.[\p{L}\p{N}-]{1,63}){1,8}",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Pattern();
}
