using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// IP addresses: four numbers up to 255 (RFC 791) that nothing calls a version or a section, and IPv6 in the spellings
/// of RFC 4291 section 2.2, as the framework parses them.
/// </summary>
internal sealed partial class IpAddressRecogniser : IRecogniser
{
    public bool NeedsDigit => true;

    public IEnumerable<Finding> Find(string text, KnownNames known)
    {
        foreach (Match match in Four().Matches(text))
        {
            if (!Context.IsVersion(text, match.Index) || Cue().IsMatch(Context.Before(text, match.Index, 24)))
            {
                yield return new Finding(match.Index, match.Length, FindingKinds.IpAddress, "ipv4", 0.9);
            }
        }
        foreach (Match match in Six().Matches(text))
        {
            var written = match.Groups["address"].ValueSpan;
            if (
                IsLong(written)
                && IPAddress.TryParse(written, out var address)
                && address.AddressFamily == AddressFamily.InterNetworkV6
            )
            {
                yield return new Finding(match.Index, match.Length, FindingKinds.IpAddress, "ipv6", 0.94);
            }
        }
    }

    /// <summary>"12::30" is a time that somebody mistyped; one that is loopback has nothing before its colons.</summary>
    private static bool IsLong(ReadOnlySpan<char> address) =>
        address.ContainsAnyInRange('0', '9')
        && (address[0] == ':' || address.Count(':') > 2 || address.ContainsAnyExceptInRange('0', ':'))
        // Eight pairs are a hardware address.
        && !(address.Length == 23 && address.Count(':') == 7);

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}_£$€]|[\p{N}\p{L}][.,:])(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.|\[\.\]| dot )){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:/(?:3[0-2]|[12]?[0-9])|:[0-9]{1,5})?(?![\p{L}\p{N}_%]|[.,:][\p{N}])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Four();

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}:._-])(?<address>(?=[0-9A-F]{0,4}:)[0-9A-F:]{2,39}(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3})?)(?:%[a-z0-9]{1,16})?(?:/[0-9]{1,3})?(?![\p{L}\p{N}_]|:[\p{L}\p{N}]|\.[0-9])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Six();

    [GeneratedRegex(
        @"\b(?:ip|ipv4|address|server|router|host)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Cue();
}
