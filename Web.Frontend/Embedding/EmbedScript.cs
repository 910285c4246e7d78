using System.Resources;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using WebchatAspire.ServiceDefaults.Embedding;
using WebchatAspire.Web.Frontend.Language;
using WebchatAspire.Web.Frontend.Resources;
using WebchatAspire.Web.Frontend.Upstream;

namespace WebchatAspire.Web.Frontend.Embedding;

/// <summary>
/// The script for other sites' pages: <c>GET /embed.js?service=housing-repairs</c>. It is <c>embed.js</c> beside this file
/// with what only the server knows: where it may make a frame, whether there is such a service, and the words of all
/// languages, as the page's own language is known to the browser alone.
/// </summary>
internal static class EmbedScript
{
    public const string MediaType = "text/javascript";

    private const string Path = "/embed.js";

    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(5);

    private static readonly string[] Words =
    [
        "embed.open",
        "embed.running",
        "embed.close",
        "embed.title",
        "embed.unread",
    ];

    // As it is loaded as a script and stands in no page, only what would end a string has to be escaped.
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static bool IsAskedFor(HttpContext context) => context.Request.Path == Path;

    public static void MapEmbedScript(this WebApplication app)
    {
        var program = Program();
        var origins = EmbedOrigins.Read(app.Configuration);
        var words = Languages.All.ToDictionary(language => language.Tag, WordsIn);
        app.MapGet(
                Path,
                async (HttpContext context, PolicyApi policies, string? service) =>
                {
                    var policy = await policies.KnownAsync();
                    var isKnown = policy?.Services.Any(known => known.Slug == service) is true;
                    context.Response.Headers.CacheControl = policy is null
                        ? "no-store"
                        : $"public, max-age={Lasts.TotalSeconds}";
                    var site = JsonSerializer.Serialize(
                        new
                        {
                            origins,
                            isKnown,
                            words,
                        },
                        Readable
                    );
                    return Results.Text($"(function (site) {{\n{program}}})({site});\n", MediaType, Encoding.UTF8);
                }
            )
            .AllowAnonymous();
    }

    private static Dictionary<string, string> WordsIn(PageLanguage language)
    {
        var texts = new ResourceManager(typeof(ResidentTexts));
        return Words.ToDictionary(key => key.Split('.')[1], key => texts.GetString(key, language.Culture)!);
    }

    /// <summary>Without comments and indentation, which only its readers here need.</summary>
    private static string Program()
    {
        using var stream = typeof(EmbedScript).Assembly.GetManifestResourceStream("Embedding/embed.js")!;
        using var reader = new StreamReader(stream);
        var lines = reader
            .ReadToEnd()
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var program = new StringBuilder();
        foreach (var line in lines.Where(line => !line.StartsWith("//", StringComparison.Ordinal)))
        {
            program.Append(line).Append('\n');
        }
        return program.ToString();
    }
}
