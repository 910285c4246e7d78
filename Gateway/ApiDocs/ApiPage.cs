using NetEscapades.AspNetCore.SecurityHeaders;
using Scalar.AspNetCore;

namespace WebchatAspire.Gateway.ApiDocs;

/// <summary>The page under which the HTTP surfaces of all services can be read. Their documents come from the services.</summary>
internal static class ApiPage
{
    public const string Path = "/docs";

    /// <summary>The document of a service at this host.</summary>
    public static string DocumentOf(string service) => $"/openapi/{service}.json";

    public static bool Serves(HttpContext context) => context.Request.Path.StartsWithSegments(Path);

    /// <summary>
    /// Scalar starts itself by a script in the page, which carries the nonce of the response, and makes its styles as it
    /// runs, which can carry none: it knows no other way. So styles in the page are allowed, here and nowhere else; there
    /// is nothing to style on it that anybody entered. Scripts and sources stay those of this host.
    /// </summary>
    public static void Relax(CspBuilder csp)
    {
        csp.AddScriptSrc().Self().WithNonce();
        csp.AddStyleSrc().Self().UnsafeInline();
    }

    public static void MapApiPage(this WebApplication app) =>
        app.MapScalarApiReference(
                Path,
                (options, context) =>
                {
                    options
                        .WithTitle("Webchat: the HTTP interfaces")
                        .WithNonce(context.GetNonce())
                        .AddDocument("chat-api", "Chat", DocumentOf("chat-api"))
                        .AddDocument("recording", "Recording", DocumentOf("recording"))
                        .AddDocument("policy", "Policy", DocumentOf("policy"));
                    // Nothing from, and nothing to, a foreign host.
                    options.DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp();
                    options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
                    options.HideClientButton = true;
                }
            )
            .AllowAnonymous();
}
