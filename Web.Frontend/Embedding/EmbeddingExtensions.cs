namespace WebchatAspire.Web.Frontend.Embedding;

/// <summary>The residents' pages inside pages of other sites (ADR 7, <c>docs/embedding.md</c>).</summary>
internal static class EmbeddingExtensions
{
    public static IHostApplicationBuilder AddEmbedding(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TabTickets>();
        // Of the script alone, which says nothing of anybody; the other scripts are compressed when they are built.
        builder.Services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = [EmbedScript.MediaType];
        });
        return builder;
    }

    public static WebApplication MapEmbedding(this WebApplication app)
    {
        app.UseWhen(EmbedScript.IsAskedFor, branch => branch.UseResponseCompression());
        app.MapEmbedScript();
        app.MapEmbeddedStart();
        app.MapOwnTab();
        return app;
    }
}
