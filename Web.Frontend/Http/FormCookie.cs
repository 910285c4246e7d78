using WebchatAspire.ServiceDefaults.Embedding;

namespace WebchatAspire.Web.Frontend.Http;

/// <summary>The cookie that belongs to the token of a form, which has to reach forms in frames too.</summary>
internal sealed class FormCookie : CookieBuilder
{
    public FormCookie()
    {
        Name = "webchat-form";
        HttpOnly = true;
        SameSite = SameSiteMode.Strict;
        IsEssential = true;
    }

    public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom) =>
        base.Build(context, expiresFrom).ForFrames(context.Request);
}
