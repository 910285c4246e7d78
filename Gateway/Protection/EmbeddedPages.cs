using WebchatAspire.ServiceDefaults.Embedding;

namespace WebchatAspire.Gateway.Protection;

/// <summary>
/// What other sites' pages may show in a frame, and load: the residents' pages, and the script that makes the frame
/// (ADR 7). Nothing else is ever in a frame: not the staff's pages, and not the sign-in.
/// </summary>
/// <param name="origins">Of the pages that may; without any, nobody may.</param>
internal sealed class EmbeddedPages(IReadOnlyList<string> origins)
{
    private static readonly HashSet<string> Pages = new(StringComparer.OrdinalIgnoreCase)
    {
        "/",
        "/embedded",
        "/start",
        "/privacy",
    };

    public bool Serves(HttpContext context)
    {
        var path = context.Request.Path;
        return origins.Count > 0
            && context.Request.IsEmbedded()
            && (Pages.Contains(path.Value ?? "") || path.StartsWithSegments("/chat"));
    }

    public void Relax(CspBuilder csp) => csp.AddFrameAncestors().From(origins);

    /// <summary>That header knows no list of origins. None may come from a service either.</summary>
    public static HeaderPolicyCollection WithoutFrameOptions(HeaderPolicyCollection headers) =>
        headers.RemoveCustomHeader("X-Frame-Options");

    public static bool IsScript(HttpContext context) => context.Request.Path == "/embed.js";

    public static HeaderPolicyCollection ForOtherSites(HeaderPolicyCollection headers) =>
        headers.AddCrossOriginResourcePolicy(policy => policy.CrossOrigin());
}
