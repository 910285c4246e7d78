using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace WebchatAspire.AppHost.Stores.Embedded;

/// <summary>Garnet, a server that speaks the Redis protocol, as a process of this stack.</summary>
internal sealed class GarnetResource(string name, string folder, ParameterResource password)
    : ExecutableResource(name, "dotnet", folder),
        IResourceWithConnectionString
{
    public const string EndpointName = "tcp";

    public EndpointReference PrimaryEndpoint => new(this, EndpointName);

    /// <summary>In the form of StackExchange.Redis.</summary>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)},password={password}");
}

internal static class GarnetExtensions
{
    /// <summary>
    /// Adds Garnet in memory only: what is in it can be rebuilt from the record, and its append-only file would need a
    /// system library.
    /// </summary>
    public static IResourceBuilder<GarnetResource> AddGarnet(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource> password,
        StoreFolders folders
    )
    {
        var folder = Path.Combine(folders.Data, "garnet");
        Directory.CreateDirectory(folder);
        var resource = new GarnetResource(name, folder, password.Resource);

        string? connectionString = null;
        builder.Services.AddHealthChecks().AddRedis(_ => connectionString ?? string.Empty, name: $"{name}-ready");

        return builder
            .AddResource(resource)
            .WithArgs("exec", ServerAssembly(), "--config-import-path", SettingsPath(folder))
            .WithArgs(context =>
            {
                context.Args.Add("--port");
                context.Args.Add(resource.PrimaryEndpoint.Property(EndpointProperty.TargetPort));
            })
            // The server's collector takes half a gigabyte before it collects; this one keeps it at some 90 MB.
            .WithEnvironment("DOTNET_gcServer", "0")
            .WithEndpoint(FreePort.Find(), scheme: "tcp", name: GarnetResource.EndpointName, isProxied: false)
            .WithHealthCheck($"{name}-ready")
            .WithIconName("Memory")
            .OnConnectionStringAvailable(
                async (server, _, cancellationToken) =>
                    connectionString = await server.ConnectionStringExpression.GetValueAsync(cancellationToken)
            )
            .OnBeforeResourceStarted(
                async (_, _, cancellationToken) =>
                    await WriteSettingsAsync(
                        folder,
                        await password.Resource.GetValueAsync(cancellationToken),
                        cancellationToken
                    )
            );
    }

    // A file rather than arguments: everybody on the machine may read the arguments of a process.
    private static async Task WriteSettingsAsync(string folder, string? password, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, object?>
        {
            ["Address"] = "127.0.0.1",
            ["AuthenticationMode"] = "Password",
            ["Password"] = password,
            ["EnableLua"] = true,
            ["LogMemorySize"] = "64m",
            ["IndexMemorySize"] = "16m",
            ["AofMemorySize"] = "64m",
        };
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        await using var writer = new StreamWriter(SettingsPath(folder), options);
        await writer.WriteAsync(JsonSerializer.Serialize(settings).AsMemory(), cancellationToken);
    }

    private static string SettingsPath(string folder) => Path.Combine(folder, "garnet.json");

    private static string ServerAssembly() =>
        typeof(GarnetExtensions)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "GarnetServer")
            .Value!;
}
