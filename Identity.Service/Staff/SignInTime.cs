using System.Globalization;
using Microsoft.AspNetCore.Authentication;

namespace WebchatAspire.Identity.Service.Staff;

/// <summary>
/// When somebody gave their password, kept with the provider's own session. The session's own times will not do: they move
/// each time it is renewed.
/// </summary>
internal static class SignInTime
{
    private const string Key = "webchat.signed-in-at";

    public static AuthenticationProperties At(DateTimeOffset time) =>
        new(new Dictionary<string, string?> { [Key] = time.ToString("O", CultureInfo.InvariantCulture) });

    public static DateTimeOffset? Of(AuthenticationProperties? session) =>
        DateTimeOffset.TryParseExact(
            session?.GetString(Key),
            "O",
            CultureInfo.InvariantCulture,
            DateTimeStyles.RoundtripKind,
            out var time
        )
            ? time
            : null;

    /// <summary>Whether a client's wish for a recent sign-in (<c>max_age</c>, in seconds) is fulfilled.</summary>
    public static bool IsWithin(this DateTimeOffset? signedInAt, long? maxAge, DateTimeOffset now) =>
        maxAge is null || (signedInAt is { } time && now - time <= TimeSpan.FromSeconds(maxAge.Value));
}
