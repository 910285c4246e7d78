using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace WebchatAspire.AppHost;

/// <summary>Which other sites may show the chat on their pages, and in development one that does.</summary>
internal static class DemoSite
{
    private const string Name = "demo-site";
    private const string Origins = "Embedding:Origins";

    /// <summary>
    /// Gives the configured origins to who frames and is framed, and in development the demo's as well, unless
    /// <c>DemoSite:Enabled</c> says no. Its address is by number: names under <c>localhost</c> would be the chat's own site,
    /// and the browser would keep nothing apart.
    /// </summary>
    public static void AddEmbedding(
        this IDistributedApplicationBuilder builder,
        IResourceBuilder<ProjectResource> gateway,
        IResourceBuilder<ProjectResource> frontend
    )
    {
        gateway.WithConfiguration(Origins);
        frontend.WithConfiguration(Origins);
        if (!builder.Environment.IsDevelopment() || !builder.Configuration.GetValue("DemoSite:Enabled", true))
        {
            return;
        }
        var site = builder
            .AddProject<Projects.Demo_Site>(Name)
            .WithHttpEndpoint(isProxied: false)
            .WithWebchatDefaults()
            .WithEnvironment("Chat__Address", gateway.GetEndpoint(Composition.PublicEndpoint))
            .WithUrlForEndpoint(
                "http",
                url => url.Url = new UriBuilder(url.Url) { Host = "127.0.0.1" }.Uri.GetLeftPart(UriPartial.Authority)
            );
        var origin = ReferenceExpression.Create(
            $"http://127.0.0.1:{site.GetEndpoint("http").Property(EndpointProperty.Port)}"
        );
        foreach (var service in (IResourceBuilder<ProjectResource>[])[gateway, frontend])
        {
            service.WithEnvironment($"{Origins.Replace(":", "__", StringComparison.Ordinal)}__{Name}", origin);
        }
    }
}
