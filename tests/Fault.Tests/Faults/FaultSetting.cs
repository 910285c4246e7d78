using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using WebchatAspire.Testing;

namespace WebchatAspire.Fault.Tests.Faults;

/// <summary>The whole stack with two replicas of chat-api, and cables where the network is to be cut.</summary>
public sealed class FaultSetting : StackFixture
{
    public static readonly IReadOnlyList<string> Replicas = ["chat-api", "chat-api-2"];

    private IReadOnlyList<IResourceWithEndpoints> _resources = [];

    public FaultSetting()
    {
        ToGateway = new Cable(() => new DnsEndPoint(Gateway.Host, Gateway.Port));
        ToRecord = CableTo("recording", "grpc");
        ToRedis = CableTo("redis", "tcp");
    }

    /// <summary>Between all clients and the gateway.</summary>
    public Cable ToGateway { get; }

    /// <summary>Between all replicas and the record.</summary>
    public Cable ToRecord { get; }

    /// <summary>Between all replicas and Redis.</summary>
    public Cable ToRedis { get; }

    /// <summary>The gateway, over the cable. Who signs in needs the true address, which the provider knows.</summary>
    public Uri Entrance => new($"http://localhost:{ToGateway.Port}");

    /// <summary>Messages are traced as seldom as in production.</summary>
    protected override IEnumerable<string> Settings =>
        [$"--Chat:Replicas={Replicas.Count}", "--Telemetry:MessageSampling=0.01"];

    protected override void Rewire(IDistributedApplicationTestingBuilder builder)
    {
        _resources = [.. builder.Resources.OfType<IResourceWithEndpoints>()];
        var redis = (IResourceWithConnectionString)builder.Resources.Single(resource => resource.Name == "redis");
        foreach (var replica in builder.Resources.OfType<ProjectResource>().Where(IsReplica))
        {
            builder
                .CreateResourceBuilder(replica)
                .WithEnvironment("services__recording__grpc__0", "http://" + ToRecord.Address)
                .WithEnvironment(async context =>
                {
                    var direct = (await redis.GetConnectionStringAsync(context.CancellationToken))!;
                    var account = direct[direct.IndexOf(',', StringComparison.Ordinal)..];
                    context.EnvironmentVariables["ConnectionStrings__redis"] = ToRedis.Address + account;
                });
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await ToGateway.DisposeAsync();
        await ToRecord.DisposeAsync();
        await ToRedis.DisposeAsync();
    }

    private static bool IsReplica(ProjectResource project) => Replicas.Contains(project.Name);

    /// <summary>Replicas connect while the stack still starts, so the model is asked and not the application.</summary>
    private Cable CableTo(string resource, string endpoint) =>
        new(() =>
        {
            var target = _resources.Single(one => one.Name == resource).GetEndpoint(endpoint);
            return new DnsEndPoint(target.Host, target.Port);
        });
}
