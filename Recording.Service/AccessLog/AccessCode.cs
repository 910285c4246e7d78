using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace WebchatAspire.Recording.Service.AccessLog;

/// <summary>
/// What stands on a resident's copy and opens the access log of that chat on any device, and nothing else: 100 bits in
/// Crockford's base 32, such as <c>7KQ2-M4XD-0ZW9-AA3T-R5GH</c>. It follows from the chat's secret, which does not follow from
/// it; only its SHA-256 is stored.
/// </summary>
/// <remarks>Source of the alphabet: Douglas Crockford, Base 32, https://www.crockford.com/base32.html.</remarks>
internal static class AccessCode
{
    public const int Length = 20;
    private const int Group = 4;
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static readonly byte[] Use = "webchat access log, version 1"u8.ToArray();

    /// <param name="secret">The chat's, in base64url.</param>
    public static string Of(string secret)
    {
        var hash = HMACSHA256.HashData(Base64Url.DecodeFromChars(secret), Use);
        var code = new StringBuilder(Length + Length / Group);
        for (var i = 0; i < Length; i++)
        {
            if (i > 0 && i % Group == 0)
            {
                code.Append('-');
            }
            // A byte has eight times as many values as the alphabet, so each letter is as likely as the others.
            code.Append(Alphabet[hash[i] % Alphabet.Length]);
        }
        return code.ToString();
    }

    /// <summary>
    /// SHA-256 of a code as people type it: in any case, with or without hyphens and spaces, O for 0 and I or L for 1. Null if
    /// it cannot be one.
    /// </summary>
    public static byte[]? Hash(string? typed)
    {
        if (typed is null or { Length: > Length * 3 })
        {
            return null;
        }
        var letters = new StringBuilder(Length);
        foreach (var c in typed.ToUpperInvariant())
        {
            var letter = c switch
            {
                'O' => '0',
                'I' or 'L' => '1',
                _ => c,
            };
            if (Alphabet.Contains(letter, StringComparison.Ordinal))
            {
                letters.Append(letter);
            }
            else if (
                !char.IsWhiteSpace(c)
                && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.DashPunctuation
            )
            {
                return null;
            }
        }
        return letters.Length == Length ? SHA256.HashData(Encoding.ASCII.GetBytes(letters.ToString())) : null;
    }
}
