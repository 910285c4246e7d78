using System.Security.Cryptography;
using System.Text;

namespace WebchatAspire.Policy.Service.Policies;

/// <summary>
/// The text of a policy in the one form that is hashed and kept. A browser's form and a checkout on Windows turn line ends
/// into CR LF, and editors add byte order marks: neither makes another policy.
/// </summary>
internal static class PolicyText
{
    /// <summary>In UTF-8; the policy of 2026 has 30,000.</summary>
    public const int MaxBytes = 256 * 1024;

    public static string Normalise(string text) =>
        text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    /// <param name="text">Normalised.</param>
    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
