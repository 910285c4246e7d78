using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Gateway.Sessions;

/// <summary>
/// Signing in again because a service asks for a recent proof of who somebody is (RFC 9470). The provider is told, and its
/// answer is checked, as a provider may not know of such wishes (OpenID Connect Core, 3.1.2.1 and 3.1.3.7).
/// </summary>
internal static partial class StepUp
{
    private const string MaxAgeKey = "webchat.step-up.max-age";
    private const string AcrKey = "webchat.step-up.acr";

    /// <summary>The clocks of provider and gateway may differ by this.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static void Ask(OpenIdConnectChallengeProperties challenge, string? maxAge, string? acr)
    {
        if (
            !int.TryParse(maxAge, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > Longest.TotalSeconds
        )
        {
            return;
        }
        challenge.MaxAge = TimeSpan.FromSeconds(seconds);
        challenge.Items[MaxAgeKey] = maxAge;
        if (acr is not null && Acr().IsMatch(acr))
        {
            challenge.Items[AcrKey] = acr;
        }
    }

    public static void Tell(RedirectContext context)
    {
        if (context.Properties.Items.TryGetValue(AcrKey, out var acr))
        {
            context.ProtocolMessage.AcrValues = acr;
        }
    }

    /// <summary>Fails a sign-in that the provider did not carry out as it was asked to.</summary>
    public static void Check(TokenValidatedContext context, DateTimeOffset now)
    {
        var items = context.Properties!.Items;
        if (!items.Remove(MaxAgeKey, out var maxAge))
        {
            return;
        }
        items.Remove(AcrKey, out var acr);
        var oldest = now - TimeSpan.FromSeconds(int.Parse(maxAge!, CultureInfo.InvariantCulture)) - Skew;
        var user = context.Principal!;
        if (
            user.AuthenticatedAt() is not { } signedInAt
            || signedInAt < oldest
            || (acr is not null && user.FindFirst(WebchatClaims.AuthenticationContext)?.Value != acr)
        )
        {
            context.Fail("The provider did not ask for the proof of identity that was asked of it.");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9:/._-]{1,100}\z")]
    private static partial Regex Acr();
}
