using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Localization;
using WebchatAspire.ServiceDefaults.Embedding;
using HeaderNames = Microsoft.Net.Http.Headers.HeaderNames;

namespace WebchatAspire.Web.Frontend.Language;

/// <summary>
/// In which language a page is: the one of <c>?lang=</c>, which the browser then keeps, or the one kept, or the first of the
/// browser's own that there is, or English. What was not chosen is not kept. The staff's pages are in English.
/// </summary>
internal static class LanguageExtensions
{
    public const string Parameter = "lang";

    private const string Cookie = "webchat-language";

    /// <summary>
    /// A name of its own: inside a page of the same site a browser sends the cookies of both, and the choice that was made
    /// last would not be known.
    /// </summary>
    private const string CookieInFrames = "webchat-language-embedded";

    public static IHostApplicationBuilder AddLanguages(this IHostApplicationBuilder builder)
    {
        builder.Services.AddLocalization();
        builder.Services.AddScoped<Texts>();
        builder.Services.Configure<RequestLocalizationOptions>(options =>
        {
            options.SupportedCultures = options.SupportedUICultures = [
                .. Languages.All.Select(language => CultureInfo.GetCultureInfo(language.Tag)),
            ];
            options.DefaultRequestCulture = new RequestCulture(Languages.English.Tag);
            options.RequestCultureProviders = [new CustomRequestCultureProvider(DetermineAsync)];
        });
        return builder;
    }

    /// <summary>Before everything that may answer with a page, a mishap's page as well.</summary>
    public static WebApplication UseLanguages(this WebApplication app)
    {
        app.UseRequestLocalization();
        app.Use(
            (context, next) =>
            {
                if (!IsStaffPage(context))
                {
                    if (Languages.Find(context.Request.Query[Parameter]) is { } chosen)
                    {
                        Keep(context, chosen);
                    }
                    context.Response.OnStarting(() => SayWhatItVariesBy(context.Response));
                }
                return next(context);
            }
        );
        return app;
    }

    public static bool IsStaffPage(HttpContext context) => context.Request.Path.StartsWithSegments("/staff");

    /// <summary>The page that is shown, in another language.</summary>
    public static string AddressIn(PageLanguage language, HttpContext context)
    {
        var query = context.Request.Query.Where(value => value.Key is not Parameter);
        var values = new QueryBuilder(query) { { Parameter, language.Tag } };
        return $"{context.Request.Path}{values.ToQueryString()}";
    }

    private static Task<ProviderCultureResult?> DetermineAsync(HttpContext context)
    {
        var language = IsStaffPage(context)
            ? Languages.English
            : Languages.Find(context.Request.Query[Parameter])
                ?? Languages.Find(context.Request.Cookies[CookieOf(context)])
                ?? OfTheBrowser(context.Request)
                ?? Languages.English;
        return Task.FromResult<ProviderCultureResult?>(new ProviderCultureResult(language.Tag));
    }

    /// <summary>The first that we have of those that the browser asks for, by its own order (RFC 9110, 12.5.4).</summary>
    private static PageLanguage? OfTheBrowser(HttpRequest request) =>
        request
            .GetTypedHeaders()
            .AcceptLanguage.Where(wish => wish.Quality is not 0)
            .OrderByDescending(wish => wish.Quality ?? 1)
            .Select(wish => Languages.Find(wish.Value.ToString().Split('-')[0].ToLowerInvariant()))
            .FirstOrDefault(language => language is not null);

    /// <summary>Pages are not kept by caches anyhow; whoever keeps one all the same has to know.</summary>
    private static Task SayWhatItVariesBy(HttpResponse response)
    {
        if (response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) is true)
        {
            response.Headers.AppendCommaSeparatedValues(
                HeaderNames.Vary,
                HeaderNames.AcceptLanguage,
                HeaderNames.Cookie
            );
        }
        return Task.CompletedTask;
    }

    private static string CookieOf(HttpContext context) => context.Request.IsEmbedded() ? CookieInFrames : Cookie;

    private static void Keep(HttpContext context, PageLanguage language) =>
        context.Response.Cookies.Append(
            CookieOf(context),
            language.Tag,
            new CookieOptions
            {
                HttpOnly = true,
                Secure = context.Request.IsHttps,
                SameSite = SameSiteMode.Lax,
                Path = "/",
                MaxAge = TimeSpan.FromDays(365),
                IsEssential = true,
            }.ForFrames(context.Request)
        );
}
