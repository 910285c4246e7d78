using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace WebchatAspire.Gateway.Sessions;

/// <summary>
/// Renews the access token of a session shortly before it ends. Requests of one session that arrive together share one
/// renewal, because a refresh token is good once. Requests at another replica may use it again for a moment: the
/// provider allows for that (30 seconds).
/// </summary>
internal sealed partial class TokenRefresh(
    IOptionsMonitor<OpenIdConnectOptions> signIn,
    IMemoryCache renewals,
    TimeProvider clock,
    ILogger<TokenRefresh> logger
)
{
    private const string ExpiresAt = "expires_at";

    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>Longer than a request takes that still carries the old ticket, shorter than an access token lives.</summary>
    private static readonly TimeSpan RenewalKept = TimeSpan.FromSeconds(30);

    public async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var ticket = new AuthenticationTicket(context.Principal!, context.Properties, context.Scheme.Name);
        var ensured = await EnsureAsync(ticket);
        if (ensured is null)
        {
            await EndAsync(context);
        }
        else if (ensured != ticket)
        {
            context.ReplacePrincipal(ensured.Principal);
            context.ShouldRenew = true;
        }
    }

    /// <returns>
    /// The ticket itself while its token is good, another one if that was renewed, or null if the provider does not go on
    /// with this session.
    /// </returns>
    /// <exception cref="HttpRequestException">The token has ended and the provider cannot be asked.</exception>
    public async Task<AuthenticationTicket?> EnsureAsync(AuthenticationTicket ticket)
    {
        var now = clock.GetUtcNow();
        var until = ExpiryOf(ticket.Properties);
        if (until - Margin > now)
        {
            return ticket;
        }
        if (ticket.Properties.GetTokenValue(OpenIdConnectParameterNames.RefreshToken) is not { } refreshToken)
        {
            return null;
        }
        try
        {
            return await RenewOnceAsync(refreshToken) is { } renewed ? Apply(ticket, renewed, now) : null;
        }
        catch (HttpRequestException exception) when (until > now)
        {
            // The provider is away and the token still good: go on with it, the next request tries again.
            LogPostponed(exception.GetType().FullName!);
            return ticket;
        }
    }

    public static DateTimeOffset ExpiryOf(AuthenticationProperties properties) =>
        DateTimeOffset.TryParse(
            properties.GetTokenValue(ExpiresAt),
            CultureInfo.InvariantCulture,
            DateTimeStyles.RoundtripKind,
            out var until
        )
            ? until
            : DateTimeOffset.MinValue;

    private Task<OpenIdConnectMessage?> RenewOnceAsync(string refreshToken)
    {
        var key = (typeof(TokenRefresh), refreshToken);
        Lazy<Task<OpenIdConnectMessage?>> renewal;
        lock (renewals)
        {
            renewal = renewals.GetOrCreate(
                key,
                entry =>
                {
                    entry.AbsoluteExpirationRelativeToNow = RenewalKept;
                    return new Lazy<Task<OpenIdConnectMessage?>>(() => RenewAsync(key));
                }
            )!;
        }
        return renewal.Value;
    }

    /// <returns>The provider's answer, or null if it refuses to go on with this session.</returns>
    /// <exception cref="HttpRequestException">The provider cannot be asked.</exception>
    private async Task<OpenIdConnectMessage?> RenewAsync((Type, string RefreshToken) key)
    {
        try
        {
            return await AskAsync(key.RefreshToken);
        }
        catch (Exception exception)
        {
            // Only answers are worth keeping; the next request may find the provider back.
            renewals.Remove(key);
            throw new HttpRequestException("The provider cannot be asked to renew the session.", exception);
        }
    }

    private async Task<OpenIdConnectMessage?> AskAsync(string refreshToken)
    {
        var options = signIn.Get(OpenIdConnectDefaults.AuthenticationScheme);
        var provider = await options.ConfigurationManager!.GetConfigurationAsync(CancellationToken.None);
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string?>
            {
                [OpenIdConnectParameterNames.GrantType] = OpenIdConnectGrantTypes.RefreshToken,
                [OpenIdConnectParameterNames.RefreshToken] = refreshToken,
                [OpenIdConnectParameterNames.ClientId] = options.ClientId,
                [OpenIdConnectParameterNames.ClientSecret] = options.ClientSecret,
            }
        );
        using var response = await options.Backchannel.PostAsync(provider.TokenEndpoint, form);
        if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized)
        {
            return null;
        }
        response.EnsureSuccessStatusCode();
        return new OpenIdConnectMessage(await response.Content.ReadAsStringAsync());
    }

    private static AuthenticationTicket Apply(
        AuthenticationTicket ticket,
        OpenIdConnectMessage answer,
        DateTimeOffset now
    )
    {
        var lifetime = TimeSpan.FromSeconds(double.Parse(answer.ExpiresIn, CultureInfo.InvariantCulture));
        var properties = ticket.Properties;
        properties.UpdateTokenValue(OpenIdConnectParameterNames.AccessToken, answer.AccessToken);
        properties.UpdateTokenValue(ExpiresAt, (now + lifetime).ToString("o", CultureInfo.InvariantCulture));
        if (answer.RefreshToken is { Length: > 0 } refreshToken)
        {
            properties.UpdateTokenValue(OpenIdConnectParameterNames.RefreshToken, refreshToken);
        }
        var principal = ticket.Principal;
        if (answer.IdToken is { Length: > 0 } idToken)
        {
            properties.UpdateTokenValue(OpenIdConnectParameterNames.IdToken, idToken);
            principal = StaffPrincipal.Renewed(principal, idToken);
        }
        return new AuthenticationTicket(principal, properties, ticket.AuthenticationScheme);
    }

    private async Task EndAsync(CookieValidatePrincipalContext context)
    {
        LogEnded();
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
    }

    [LoggerMessage(LogLevel.Information, "A session ended: the provider does not renew it")]
    private partial void LogEnded();

    [LoggerMessage(LogLevel.Warning, "An access token could not be renewed yet: {ExceptionType}")]
    private partial void LogPostponed(string exceptionType);
}
