using Microsoft.AspNetCore.Http;

namespace WebchatAspire.ServiceDefaults.Embedding;

/// <summary>Pages that a browser shows in a frame of another site's page (ADR 7).</summary>
public static class Embedded
{
    private const string FetchDestination = "Sec-Fetch-Dest";
    private const string Partitioned = "Partitioned";

    /// <summary>
    /// Whether the answer is for a frame. The browser says so itself (Fetch Metadata) with every page of the frame, also
    /// after a form and a redirection, and no script can change it: so pages need no addresses of their own for it, and no
    /// link can lead out of it by mistake.
    /// </summary>
    public static bool IsEmbedded(this HttpRequest request) => request.Headers[FetchDestination] == "iframe";

    /// <summary>
    /// Marks a cookie of a framed page so that browsers keep it for this site inside that other one only (CHIPS); those of
    /// a page in a window of its own stay as they are. It is secure on http://localhost too, which browsers trust like
    /// HTTPS.
    /// </summary>
    public static CookieOptions ForFrames(this CookieOptions cookie, HttpRequest request)
    {
        if (request.IsEmbedded())
        {
            cookie.SameSite = SameSiteMode.None;
            cookie.Secure = true;
            cookie.Extensions.Add(Partitioned);
        }
        return cookie;
    }
}
