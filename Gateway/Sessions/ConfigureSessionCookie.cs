using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace WebchatAspire.Gateway.Sessions;

internal sealed class ConfigureSessionCookie(
    RedisTicketStore tickets,
    TokenRefresh refresh,
    IOptions<SessionOptions> session,
    IHostEnvironment environment
) : IConfigureNamedOptions<CookieAuthenticationOptions>
{
    public void Configure(CookieAuthenticationOptions options) =>
        Configure(CookieAuthenticationDefaults.AuthenticationScheme, options);

    public void Configure(string? name, CookieAuthenticationOptions options)
    {
        options.Cookie.Name = SessionCookies.Session;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = environment.IsDevelopment()
            ? CookieSecurePolicy.SameAsRequest
            : CookieSecurePolicy.Always;
        options.SessionStore = tickets;
        options.ExpireTimeSpan = session.Value.Idle;
        options.SlidingExpiration = true;
        options.Events.OnValidatePrincipal = refresh.ValidateAsync;
    }
}
