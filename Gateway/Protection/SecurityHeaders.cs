using WebchatAspire.Gateway.ApiDocs;
using WebchatAspire.ServiceDefaults.Embedding;

namespace WebchatAspire.Gateway.Protection;

/// <summary>
/// Response headers of everything that leaves the gateway, whichever service made it. The content security policy has
/// no <c>unsafe-inline</c>, no nonce and no foreign source: pages bring their styles and scripts as files of this host.
/// The one exception is <see cref="ApiPage"/>. No page stands in a frame but those of <see cref="EmbeddedPages"/>.
/// </summary>
internal static class SecurityHeaders
{
    /// <summary>Origins that a form may lead to besides our own and the OpenID provider's, to which sign-out leads.</summary>
    private const string FormTargets = "Gateway:FormTargets";

    /// <summary>
    /// What pages may do with the device: nothing. The list is OWASP's for the header, without <c>web-share</c>, which
    /// Chromium knows on some systems only and complains of on the others.
    /// </summary>
    private static readonly string[] Features =
    [
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "picture-in-picture",
        "publickey-credentials-get",
        "screen-wake-lock",
        "sync-xhr",
        "usb",
        "xr-spatial-tracking",
    ];

    public static void AddSecurityHeaders(this IServiceCollection services) => services.AddSecurityHeaderPolicies();

    /// <param name="issuer">The OpenID provider's.</param>
    /// <exception cref="InvalidOperationException">An origin that may frame pages is none.</exception>
    public static void UseSecurityHeaders(this WebApplication app, Uri issuer)
    {
        HeaderPolicyCollection Headers(Action<CspBuilder>? relax = null) => For(app.Configuration, issuer, relax);
        var embedded = new EmbeddedPages(EmbedOrigins.Read(app.Configuration));
        (Func<HttpContext, bool> Serves, HeaderPolicyCollection Headers)[] exceptions =
        [
            (ApiPage.Serves, Headers(ApiPage.Relax)),
            (embedded.Serves, EmbeddedPages.WithoutFrameOptions(Headers(embedded.Relax))),
            (EmbeddedPages.IsScript, EmbeddedPages.ForOtherSites(Headers())),
        ];
        var ordinary = Headers();
        app.UseWhen(
            context => !exceptions.Any(exception => exception.Serves(context)),
            branch => branch.UseSecurityHeaders(ordinary)
        );
        foreach (var (serves, headers) in exceptions)
        {
            app.UseWhen(serves, branch => branch.UseSecurityHeaders(headers));
        }
    }

    private static void NothingOfTheDevice(PermissionsPolicyBuilder policy)
    {
        foreach (var feature in Features)
        {
            policy.AddCustomFeature(feature, "()");
        }
    }

    /// <param name="relax">What else the content security policy allows.</param>
    private static HeaderPolicyCollection For(IConfiguration configuration, Uri issuer, Action<CspBuilder>? relax)
    {
        string[] formTargets =
        [
            issuer.GetLeftPart(UriPartial.Authority),
            .. configuration.GetSection(FormTargets).Get<string[]>() ?? [],
        ];
        return new HeaderPolicyCollection()
            .AddContentSecurityPolicy(csp =>
            {
                csp.AddDefaultSrc().Self();
                // 'self' covers the hub's WebSocket as well (CSP level 3).
                csp.AddConnectSrc().Self();
                csp.AddObjectSrc().None();
                csp.AddBaseUri().Self();
                csp.AddFrameAncestors().None();
                var forms = csp.AddFormAction().Self();
                foreach (var target in formTargets)
                {
                    forms.From(target);
                }
                relax?.Invoke(csp);
            })
            .AddFrameOptionsDeny()
            .AddContentTypeOptionsNoSniff()
            // Not 'no-referrer': browsers would then send 'Origin: null' with our own forms.
            .AddReferrerPolicySameOrigin()
            .AddCrossOriginOpenerPolicy(policy => policy.SameOrigin())
            .AddCrossOriginResourcePolicy(policy => policy.SameOrigin())
            .AddPermissionsPolicy(NothingOfTheDevice)
            .AddStrictTransportSecurityMaxAgeIncludeSubDomains()
            .RemoveServerHeader();
    }
}
