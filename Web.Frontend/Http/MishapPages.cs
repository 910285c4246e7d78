using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Web.Frontend.Components;
using WebchatAspire.Web.Frontend.Language;
using WebchatAspire.Web.Frontend.Upstream;

namespace WebchatAspire.Web.Frontend.Http;

/// <summary>The pages for what went otherwise than hoped, each with its status.</summary>
internal static class MishapPages
{
    /// <summary>Fields in which people write, by the text under which a page gives their content back.</summary>
    private static readonly Dictionary<string, string> Typed = new(StringComparer.OrdinalIgnoreCase)
    {
        ["name"] = "mishap.name",
        ["contact"] = "mishap.contact",
        ["account"] = "mishap.account",
        ["message"] = "mishap.message",
        ["text"] = "mishap.message",
        ["comment"] = "mishap.comment",
        ["note"] = "mishap.note",
        ["justification"] = "mishap.justification",
        ["yaml"] = "mishap.policy",
    };

    /// <summary>To the sign-in, and back to this page; what was typed is shown first, as it cannot be taken along.</summary>
    public static async Task SignInAgain(HttpContext context)
    {
        var signIn = $"/sign-in?returnUrl={Uri.EscapeDataString(AddressOf(context))}";
        if ((await TypedAsync(context)).Count == 0)
        {
            context.Response.Redirect(signIn);
            return;
        }
        await ShowAsync(
            context,
            StatusCodes.Status401Unauthorized,
            "mishap.signedOutTitle",
            ["mishap.signedOutText"],
            ("mishap.signIn", signIn)
        );
    }

    /// <summary>
    /// To the sign-in although the session goes on: the policy asks for a more recent proof of who somebody is. The gateway
    /// sees to it (RFC 9470).
    /// </summary>
    /// <param name="maxAge">How many seconds ago they may have signed in.</param>
    public static Task StepUp(HttpContext context, int maxAge, string? acr) =>
        ShowAsync(
            context,
            StatusCodes.Status401Unauthorized,
            "mishap.stepUpTitle",
            ["mishap.stepUpText", "mishap.signedOutText"],
            ("mishap.signIn", StepUpAddress(maxAge, acr, context.Request.GetEncodedPathAndQuery()))
        );

    /// <summary>Where the gateway has somebody sign in again, and leads them back from.</summary>
    internal static string StepUpAddress(int maxAge, string? acr, string returnUrl)
    {
        var query = new QueryBuilder { { "maxAge", maxAge.ToString(CultureInfo.InvariantCulture) } };
        if (acr is not null)
        {
            query.Add("acr", acr);
        }
        query.Add("returnUrl", returnUrl);
        return $"/sign-in{query}";
    }

    public static Task Forbidden(HttpContext context) =>
        ShowAsync(
            context,
            StatusCodes.Status403Forbidden,
            "mishap.forbiddenTitle",
            ["mishap.forbiddenText", "mishap.forbiddenAsk"],
            StartPage(context)
        );

    public static Task NotFound(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/chat")
            ? ShowAsync(
                context,
                StatusCodes.Status404NotFound,
                "mishap.chatTitle",
                ["mishap.chatText", "mishap.chatNew"],
                ("ended.new", "/")
            )
            : ShowAsync(
                context,
                StatusCodes.Status404NotFound,
                "mishap.pageTitle",
                ["mishap.pageText", "mishap.pageGone"],
                StartPage(context)
            );

    /// <summary>
    /// A chat that is not, or no longer, the adviser's: where it is as far as they may know, which is in their own queues.
    /// </summary>
    public static async Task ChatLost(HttpContext context, Guid chatId)
    {
        var isQueued = false;
        try
        {
            var queues = await context.RequestServices.GetRequiredService<ChatApi>().QueuesAsync();
            isQueued = queues.Any(queue => queue.Waiting.Concat(queue.Messages).Any(chat => chat.ChatId == chatId));
        }
        catch (UpstreamException)
        {
            // Then it is not said.
        }
        await ShowAsync(
            context,
            StatusCodes.Status404NotFound,
            isQueued ? "mishap.queuedTitle" : "mishap.lostTitle",
            [isQueued ? "mishap.queuedText" : "mishap.lostText"],
            ("mishap.toChats", "/staff/chats")
        );
    }

    /// <summary>A service does not take what the page's address or form asks for.</summary>
    public static Task Refused(HttpContext context, int status) =>
        ShowAsync(
            context,
            status,
            "mishap.refusedTitle",
            ["mishap.refusedText", "mishap.pageText"],
            StartPage(context)
        );

    public static Task TooMany(HttpContext context) =>
        ShowAgainAsync(context, StatusCodes.Status429TooManyRequests, "mishap.manyTitle", "mishap.manyText");

    /// <summary>After a form nobody knows: the answer may have been lost on the way back.</summary>
    public static Task Away(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method)
            ? ShowAgainAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                "mishap.awayTitle",
                "mishap.awayText",
                "mishap.awayPost"
            )
            : ShowAgainAsync(context, StatusCodes.Status503ServiceUnavailable, "mishap.awayTitle", "mishap.awayText");

    public static Task Broken(HttpContext context) =>
        ShowAgainAsync(context, StatusCodes.Status500InternalServerError, "mishap.brokenTitle", "mishap.brokenText");

    public static Task StaleForm(HttpContext context) =>
        ShowAgainAsync(context, StatusCodes.Status400BadRequest, "mishap.staleTitle", "mishap.staleText");

    private static Task ShowAgainAsync(HttpContext context, int status, string title, params string[] paragraphs) =>
        ShowAsync(context, status, title, paragraphs, ("mishap.again", AddressOf(context)));

    /// <param name="title">The key of a text, as are the paragraphs and the next step.</param>
    private static async Task ShowAsync(
        HttpContext context,
        int status,
        string title,
        string[] paragraphs,
        (string Text, string Href) next
    )
    {
        var texts = context.RequestServices.GetRequiredService<Texts>();
        var parameters = new Dictionary<string, object?>
        {
            [nameof(MishapPage.Title)] = texts[title],
            [nameof(MishapPage.Paragraphs)] = paragraphs.Select(key => texts[key]).ToList(),
            [nameof(MishapPage.NextText)] = texts[next.Text],
            [nameof(MishapPage.NextHref)] = next.Href,
            [nameof(MishapPage.Kept)] = (await TypedAsync(context)).ConvertAll(kept =>
                KeyValuePair.Create(texts[kept.Key], kept.Value)
            ),
            [nameof(MishapPage.IsStaffPage)] = LanguageExtensions.IsStaffPage(context),
        };
        // The page that failed may have begun to render with the request's services, which can serve one page only.
        var services = context.RequestServices;
        await using var scope = services.CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        try
        {
            await new RazorComponentResult<MishapPage>(parameters) { StatusCode = status }.ExecuteAsync(context);
        }
        finally
        {
            context.RequestServices = services;
        }
    }

    /// <summary>The page itself; what was sent by a form is not part of it.</summary>
    private static string AddressOf(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
            ? $"{context.Request.Path}{context.Request.QueryString}"
            : context.Request.Path.ToString();

    private static (string Text, string Href) StartPage(HttpContext context) =>
        ("mishap.next", LanguageExtensions.IsStaffPage(context) ? "/staff" : "/");

    /// <summary>What was typed, by the key of its label.</summary>
    private static async Task<List<KeyValuePair<string, string>>> TypedAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || !context.Request.HasFormContentType)
        {
            return [];
        }
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return
        [
            .. form.Where(field => Typed.ContainsKey(field.Key) && !string.IsNullOrWhiteSpace(field.Value))
                .Select(field => KeyValuePair.Create(Typed[field.Key], field.Value.ToString())),
        ];
    }
}
