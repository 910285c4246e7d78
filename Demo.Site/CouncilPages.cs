namespace WebchatAspire.Demo.Site;

/// <summary>
/// Pages of a council's website, which is another site than the chat: <c>Pages/*.html</c> with the chat's address in the
/// place of <c>{chat}</c>. They say by a content security policy what <c>docs/embedding.md</c> asks for, and no more.
/// </summary>
internal static class CouncilPages
{
    /// <summary>The public address of the chat.</summary>
    private const string Chat = "Chat:Address";

    public static void MapCouncilPages(this WebApplication app)
    {
        var chat = new Uri(app.Configuration[Chat] ?? throw new InvalidOperationException($"{Chat} is not set."));
        var origin = chat.GetLeftPart(UriPartial.Authority);
        app.MapGet("/", context => ShowAsync(context, "repairs", origin));
        app.MapGet("/emergencies", context => ShowAsync(context, "emergencies", origin));
    }

    private static async Task ShowAsync(HttpContext context, string page, string chat)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Pages", $"{page}.html");
        var html = await File.ReadAllTextAsync(path, context.RequestAborted);
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; img-src 'self'; style-src 'self'; script-src {chat}; frame-src {chat}; base-uri 'none'; form-action 'none'";
        await context.Response.WriteAsync(html.Replace("{chat}", chat, StringComparison.Ordinal));
    }
}
