using WebchatAspire.Gateway.ApiDocs;
using WebchatAspire.Gateway.Refusals;
using WebchatAspire.Gateway.Sessions;
using WebchatAspire.ServiceDefaults.ApiDocuments;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace WebchatAspire.Gateway.Routing;

/// <summary>
/// Which path is whose. What stands here is the whole of what can be reached from outside: a path of a service that is
/// not listed, such as its health or the policy's evaluation endpoint, is not found.
/// </summary>
internal static class Routes
{
    private const string ChatApi = "chat-api";
    private const string Recording = "recording";
    private const string Policy = "policy";
    private const string Identity = "identity";
    private const string Frontend = "frontend";

    private static readonly IReadOnlyList<RouteConfig> All =
    [
        Route(ChatApi, "/api/chats/{**rest}"),
        Route(Recording, "/api/chats/{chatId}/transcript"),
        Route(Recording, "/api/chats/{chatId}/access-log"),
        Route(Recording, "/api/access-logs"),
        Route(ChatApi, "/api/queue/{**rest}"),
        Route(ChatApi, "/api/advisers/{**rest}"),
        Route(ChatApi, "/api/availability/{**rest}"),
        Route(ChatApi, "/api/board"),
        Route(ChatApi, "/hubs/{**rest}"),
        Route(Recording, "/api/recordings/{**rest}"),
        Route(Recording, "/api/retrievals/{**rest}"),
        Route(Policy, "/api/policy/{**rest}"),
        Route(Policy, "/api/cases/{**rest}"),
        Route(Policy, "/api/agreements/{**rest}"),
        Route(Policy, "/api/approvals/{**rest}"),
        Route(Policy, "/api/reviews/{**rest}"),
        Route(Policy, "/api/restrictions/{**rest}"),
        Route(Policy, "/api/ledger/entries/{**rest}"),
        Route(Policy, "/api/ledger/verifications/{**rest}"),
        Route(Policy, "/api/decisions/{**rest}"),
        Log("/ledger/checkpoint"),
        Log("/ledger/vkey"),
        Log("/ledger/tile/{**rest}"),
        Log("/ledger/proof/{index}"),
        Document(ChatApi),
        Document(Recording),
        Document(Policy),
        Route(Identity, "/identity/.well-known/{**rest}"),
        Route(Identity, "/identity/connect/{**rest}"),
        Route(Identity, "/identity/account/{**rest}"),
        Route(Identity, "/identity/css/{**rest}"),
        // A form of somebody who has been signed out goes on: the frontend refuses it with a page that keeps what was typed.
        Route(Frontend, SessionApi.SignedOutPage),
        Route(Frontend, "/staff/{**rest}", Sessions.Sessions.SignedIn, [HttpMethods.Get, HttpMethods.Head]),
        Route(Frontend, "/{**rest}"),
    ];

    /// <summary>Below these nothing falls through to the frontend.</summary>
    private static readonly string[] Closed =
    [
        "/api/{**rest}",
        "/access/{**rest}",
        "/hubs",
        "/identity/{**rest}",
        "/gateway/{**rest}",
        "/docs/{**rest}",
        "/ledger/{**rest}",
        "/openapi/{**rest}",
    ];

    public static void AddRoutes(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddReverseProxy()
            .LoadFromMemory(All, [.. All.Select(route => route.ClusterId!).Distinct().Select(Cluster)])
            .AddTransforms(UpstreamRequest.Transform)
            .AddServiceDiscoveryDestinationResolver()
            .AddReplicaHealth();
        builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource("Yarp.ReverseProxy"));
    }

    public static void MapRoutes(this WebApplication app)
    {
        foreach (var path in Closed)
        {
            app.Map(path, Refusal.NotFound.WriteAsync);
        }
        app.MapReverseProxy(proxy =>
        {
            proxy.UseUpstreamFailures();
            proxy.UseOtherReplicas();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
    }

    private static RouteConfig Route(string cluster, string path, string? policy = null, string[]? methods = null) =>
        new()
        {
            RouteId = $"{cluster}: {path}",
            ClusterId = cluster,
            Match = new RouteMatch { Path = path, Methods = methods },
            AuthorizationPolicy = policy,
        };

    /// <summary>The OpenAPI document of a service, which each has at the same path.</summary>
    private static RouteConfig Document(string cluster) =>
        Route(cluster, ApiPage.DocumentOf(cluster), methods: [HttpMethods.Get, HttpMethods.Head])
            .WithTransformPathSet(ApiDocument.Path);

    /// <summary>What the ledger publishes for anybody to check.</summary>
    private static RouteConfig Log(string path) => Route(Policy, path, methods: [HttpMethods.Get, HttpMethods.Head]);

    /// <summary>One destination by its service name; service discovery turns it into the addresses of the replicas.</summary>
    private static ClusterConfig Cluster(string name) =>
        new()
        {
            ClusterId = name,
            Destinations = new Dictionary<string, DestinationConfig> { [name] = new() { Address = $"http://{name}" } },
            HealthCheck = name == ChatApi ? ReplicaHealth.Checks : null,
        };
}
