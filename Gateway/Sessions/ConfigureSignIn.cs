using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using WebchatAspire.Gateway.Refusals;

namespace WebchatAspire.Gateway.Sessions;

/// <summary>Authorisation code with PKCE, as a confidential client.</summary>
internal sealed partial class ConfigureSignIn(
    IOptions<ProviderOptions> provider,
    ProviderBackchannel backchannel,
    IHostEnvironment environment,
    TimeProvider clock,
    ILogger<ConfigureSignIn> logger
) : IConfigureNamedOptions<OpenIdConnectOptions>
{
    public void Configure(OpenIdConnectOptions options) =>
        Configure(OpenIdConnectDefaults.AuthenticationScheme, options);

    public void Configure(string? name, OpenIdConnectOptions options)
    {
        var settings = provider.Value;
        options.SignInScheme = CookieAuthenticationDefaults.AuthenticationScheme;
        options.Authority = settings.Issuer.AbsoluteUri;
        options.RequireHttpsMetadata = !environment.IsDevelopment();
        options.BackchannelHttpHandler = backchannel.CreateHandler();
        options.BackchannelTimeout = TimeSpan.FromSeconds(10);
        options.ClientId = settings.ClientId;
        options.ClientSecret = settings.ClientSecret;

        options.ResponseType = OpenIdConnectResponseType.Code;
        // Comes back as an ordinary navigation, so that cookies need neither SameSite=None nor HTTPS on a laptop.
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.SaveTokens = true;
        options.MapInboundClaims = false;
        options.Scope.Clear();
        foreach (var scope in settings.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            options.Scope.Add(scope);
        }
        options.TokenValidationParameters = new TokenValidationParameters
        {
            NameClaimType = settings.NameClaim,
            RoleClaimType = settings.RoleClaim,
        };

        options.CallbackPath = "/signin-oidc";
        options.SignedOutCallbackPath = "/signout-callback-oidc";
        options.SignedOutRedirectUri = SessionApi.SignedOutPage;
        var secure = environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        SetUp(options.CorrelationCookie, "correlation.", secure);
        SetUp(options.NonceCookie, "nonce.", secure);
        // No sign-in goes on under the key of an earlier session: somebody else may have put that one there (session
        // fixation).
        options.Events.OnRedirectToIdentityProvider = context =>
        {
            StepUp.Tell(context);
            return context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        };
        options.Events.OnTokenValidated = context =>
        {
            StepUp.Check(context, clock.GetUtcNow());
            return Task.CompletedTask;
        };
        options.Events.OnRemoteFailure = async context =>
        {
            LogFailed(context.Failure?.GetType().FullName);
            await Refusal.SignInFailed.WriteAsync(context.HttpContext);
            context.HandleResponse();
        };
    }

    private static void SetUp(CookieBuilder cookie, string name, CookieSecurePolicy secure)
    {
        cookie.Name = SessionCookies.SignInPrefix + name;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = secure;
    }

    [LoggerMessage(LogLevel.Information, "A sign-in came back and could not be finished: {FailureType}")]
    private partial void LogFailed(string? failureType);
}
