using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Web.Frontend.Components;

namespace WebchatAspire.Web.Frontend.Http;

/// <summary>The pages for what went otherwise than hoped, each with its status.</summary>
internal static class MishapPages
{
    /// <summary>Fields in which people write, by the label under which a page gives their content back.</summary>
    private static readonly Dictionary<string, string> Typed = new(StringComparer.OrdinalIgnoreCase)
    {
        ["name"] = "Your first name",
        ["message"] = "Your message",
        ["text"] = "Your message",
        ["justification"] = "Your justification",
    };

    /// <summary>To the sign-in, and back to this page; what was typed is shown first, as it cannot be taken along.</summary>
    public static async Task SignInAgain(HttpContext context)
    {
        var back = HttpMethods.IsGet(context.Request.Method)
            ? $"{context.Request.Path}{context.Request.QueryString}"
            : context.Request.Path.ToString();
        var signIn = $"/sign-in?returnUrl={Uri.EscapeDataString(back)}";
        if ((await TypedAsync(context)).Count == 0)
        {
            context.Response.Redirect(signIn);
            return;
        }
        await ShowAsync(
            context,
            StatusCodes.Status401Unauthorized,
            "You have been signed out",
            ["Your last step was not saved. Copy what you typed, sign in again, and repeat the step."],
            ("Sign in", signIn)
        );
    }

    public static Task Forbidden(HttpContext context) =>
        ShowAsync(
            context,
            StatusCodes.Status403Forbidden,
            "You do not have access to this page",
            [
                "You are signed in, but your roles do not include what this page is for.",
                "If you need it for your work, ask your supervisor to have the role added.",
            ],
            ("Go to your start page", "/staff")
        );

    public static Task NotFound(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/chat")
            ? ShowAsync(
                context,
                StatusCodes.Status404NotFound,
                "We cannot find this chat",
                [
                    "The address may be wrong, or the chat was started in another browser or on another device. Only the "
                        + "browser that started a chat can open it.",
                    "You can start a new chat at any time.",
                ],
                ("Start a new chat", "/")
            )
            : ShowAsync(
                context,
                StatusCodes.Status404NotFound,
                "Page not found",
                [
                    "Check the address, or go back and choose again.",
                    "What you look for may also have been closed or removed.",
                ],
                StartPage(context)
            );

    /// <summary>A service does not take what the page's address or form asks for.</summary>
    public static Task Refused(HttpContext context, int status) =>
        ShowAsync(
            context,
            status,
            "This cannot be done",
            [
                "What was asked for is not possible, or not any more. Nothing was changed.",
                "Check the address, or go back and choose again.",
            ],
            StartPage(context)
        );

    public static Task TooMany(HttpContext context) =>
        ShowAgainAsync(
            context,
            StatusCodes.Status429TooManyRequests,
            "Please wait a moment",
            ["There were many requests from your browser in a short time. Wait a minute, then try again."]
        );

    public static Task Away(HttpContext context) =>
        ShowAgainAsync(
            context,
            StatusCodes.Status503ServiceUnavailable,
            "Sorry, this is not available at the moment",
            ["Part of the service is away. Nothing was changed or lost. Try again in a minute."]
        );

    public static Task Broken(HttpContext context) =>
        ShowAgainAsync(
            context,
            StatusCodes.Status500InternalServerError,
            "Sorry, something went wrong",
            ["The mistake is on our side. Try again in a minute."]
        );

    public static Task StaleForm(HttpContext context) =>
        ShowAgainAsync(
            context,
            StatusCodes.Status400BadRequest,
            "This page was open too long",
            [
                "To protect you, a form can only be sent for a limited time. Nothing was sent. Open the page again and repeat.",
            ]
        );

    private static Task ShowAgainAsync(HttpContext context, int status, string title, string[] paragraphs)
    {
        var again = HttpMethods.IsGet(context.Request.Method)
            ? $"{context.Request.Path}{context.Request.QueryString}"
            : context.Request.Path.ToString();
        return ShowAsync(context, status, title, paragraphs, ("Try again", again));
    }

    private static async Task ShowAsync(
        HttpContext context,
        int status,
        string title,
        string[] paragraphs,
        (string Text, string Href) next
    )
    {
        var parameters = new Dictionary<string, object?>
        {
            [nameof(MishapPage.Title)] = title,
            [nameof(MishapPage.Paragraphs)] = paragraphs,
            [nameof(MishapPage.NextText)] = next.Text,
            [nameof(MishapPage.NextHref)] = next.Href,
            [nameof(MishapPage.Kept)] = await TypedAsync(context),
            [nameof(MishapPage.IsStaffPage)] = IsStaffPage(context),
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

    private static bool IsStaffPage(HttpContext context) => context.Request.Path.StartsWithSegments("/staff");

    private static (string Text, string Href) StartPage(HttpContext context) =>
        IsStaffPage(context) ? ("Go to your start page", "/staff") : ("Go to the start page", "/");

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
