using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using WebchatAspire.ServiceDefaults.Embedding;

namespace WebchatAspire.ServiceDefaults.Residents;

/// <summary>
/// What a resident holds: 32 random bytes in an HttpOnly cookie of that one chat. Only their SHA-256 is stored. The
/// cookie is <c>webchat-{chat id, 32 hex digits}</c>; its value is the secret in base64url.
/// </summary>
public static class ResidentSecret
{
    private const int Length = 32;
    private const string Prefix = "webchat-";

    /// <summary>A new secret in base64url.</summary>
    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Length));

    /// <summary>SHA-256 of the secret, or null if it is none.</summary>
    public static byte[]? Hash(string? secret)
    {
        Span<byte> bytes = stackalloc byte[Length];
        return
            secret is { Length: 43 }
            && Base64Url.TryDecodeFromChars(secret, bytes, out var written)
            && written == Length
            ? SHA256.HashData(bytes)
            : null;
    }

    /// <summary>Whether the secret is the one whose hash is stored, in constant time.</summary>
    public static bool Matches(string? secret, ReadOnlySpan<byte> storedHash) =>
        Hash(secret) is { } hash && CryptographicOperations.FixedTimeEquals(hash, storedHash);

    public static string CookieName(Guid chatId) => $"{Prefix}{chatId:N}";

    /// <summary>The secret that the request brings for this chat, or null.</summary>
    public static string? From(HttpRequest request, Guid chatId) => request.Cookies[CookieName(chatId)];

    /// <summary>The chats for which the request brings a secret, good or not; the one that began last comes first.</summary>
    public static IEnumerable<Guid> ChatsOf(HttpRequest request) =>
        request
            .Cookies.Keys.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            // Ids begin with the time (UUID version 7).
            .OrderDescending(StringComparer.Ordinal)
            .Select(name => Guid.TryParseExact(name[Prefix.Length..], "N", out var chatId) ? chatId : Guid.Empty)
            .Where(chatId => chatId != Guid.Empty);

    /// <summary>
    /// Gives the secret to the resident's browser for 30 days. Where the public address is an HTTPS one, the gateway marks
    /// it as secure.
    /// </summary>
    public static void GiveTo(HttpResponse response, Guid chatId, string secret) =>
        response.Cookies.Append(
            CookieName(chatId),
            secret,
            new CookieOptions
            {
                HttpOnly = true,
                Secure = response.HttpContext.Request.IsHttps,
                SameSite = SameSiteMode.Lax,
                Path = "/",
                MaxAge = TimeSpan.FromDays(30),
                IsEssential = true,
            }.ForFrames(response.HttpContext.Request)
        );
}
