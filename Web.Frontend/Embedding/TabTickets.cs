using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using WebchatAspire.ServiceDefaults.Residents;

namespace WebchatAspire.Web.Frontend.Embedding;

/// <summary>
/// What lets a tab of its own have the chat of a frame: the cookie of the frame does not go there. It is the chat's secret,
/// sealed, and is good for this chat and half a day.
/// </summary>
internal sealed class TabTickets(IDataProtectionProvider protection)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(12);

    /// <summary>Null where the request brings no secret for the chat.</summary>
    public string? Make(HttpRequest request, Guid chatId) =>
        ResidentSecret.From(request, chatId) is { Length: > 0 } secret ? For(chatId).Protect(secret, Lasts) : null;

    /// <summary>The secret, or null if the ticket is none, of another chat, or too old.</summary>
    public string? Open(string? ticket, Guid chatId)
    {
        try
        {
            return ticket is null ? null : For(chatId).Unprotect(ticket);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private ITimeLimitedDataProtector For(Guid chatId) =>
        protection.CreateProtector("webchat.frontend.tab", chatId.ToString("N")).ToTimeLimitedDataProtector();
}
