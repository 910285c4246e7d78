using System.Text.RegularExpressions;

namespace WebchatAspire.Recording.Service.Redaction;

/// <summary>
/// Addresses of cryptocurrencies by their own checksums: Base58Check with the version bytes of Bitcoin, Litecoin,
/// Dogecoin, Dash and Tron, and Ripple's alphabet; Bech32 and Bech32m (BIP 173, BIP 350); Ethereum with the capitals of
/// EIP-55, or without any. Monero's by its 95 characters alone, and Solana's, which have no checksum, beside words.
/// </summary>
internal sealed partial class CryptoAddressRecogniser : IRecogniser
{
    private const int ShortestSolana = 40;

    public IEnumerable<Finding> Find(string text, KnownNames known)
    {
        foreach (Match match in Pattern().Matches(text))
        {
            if (WhatIs(text, match) is { } rule)
            {
                yield return new Finding(match.Index, match.Length, FindingKinds.CryptoAddress, rule, 0.99);
            }
        }
    }

    private static string? WhatIs(string text, Match match) =>
        match.Groups["monero"].Success ? "monero-length"
        : match.Groups["long"].Success
            ? match.Length >= ShortestSolana && Solana().IsMatch(Context.Before(text, match.Index)) ? "solana-cue"
                : null
        : match.Groups["hex"] is { Success: true } hex
            ? EthereumAddress.HasCapitals(hex.ValueSpan) ? "eip-55"
                : null
        : match.Groups["bech"].Success
            ? Bech32.IsValid(match.Value) ? "bech32"
                : null
        : Base58Check.IsAddress(match.Value) ? "base58check"
        : null;

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])(?:0[xX](?<hex>[0-9a-fA-F]{40})|(?<bech>(?i:bc|tb|ltc|addr|cosmos)1[02-9ac-hj-np-zAC-HJ-NP-Z]{8,120})|[13LMD9X2rTmn][1-9A-HJ-NP-Za-km-z]{24,34}(?![1-9A-HJ-NP-Za-km-z])|(?<monero>[48][1-9A-HJ-NP-Za-km-z]{94})|(?<long>[1-9A-HJ-NP-Za-km-z]{32,44}))(?![\p{L}\p{N}])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Pattern();

    [GeneratedRegex(
        @"(?<!\p{L})(?:sol|solana|phantom|crypto|wallet)(?!\p{L})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Solana();
}
