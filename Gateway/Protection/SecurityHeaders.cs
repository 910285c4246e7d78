namespace WebchatAspire.Gateway.Protection;

/// <summary>
/// Response headers of everything that leaves the gateway, whichever service made it. The content security policy has
/// no <c>unsafe-inline</c>, no nonce and no foreign source: pages bring their styles and scripts as files of this host.
/// The one exception is <see cref="ApiDocs.ApiPage"/>.
/// </summary>
internal static class SecurityHeaders
{
    /// <summary>Origins that a form may lead to besides our own and the OpenID provider's, to which sign-out leads.</summary>
    private const string FormTargets = "Gateway:FormTargets";

    public static void AddSecurityHeaders(this IServiceCollection services) => services.AddSecurityHeaderPolicies();

    /// <param name="issuer">The OpenID provider's.</param>
    /// <param name="relax">What else the content security policy allows.</param>
    public static HeaderPolicyCollection For(IConfiguration configuration, Uri issuer, Action<CspBuilder>? relax = null)
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
            .AddPermissionsPolicyWithDefaultSecureDirectives()
            .AddStrictTransportSecurityMaxAgeIncludeSubDomains()
            .RemoveServerHeader();
    }
}
