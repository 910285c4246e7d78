using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WebchatAspire.Gateway.Protection;
using WebchatAspire.Gateway.Tests.Hosts;
using WebchatAspire.Identity.Service.Data;

[assembly: Xunit.v3.TestPipelineStartup(typeof(Stores))]
[assembly: AssemblyFixture(typeof(Webchat))]

namespace WebchatAspire.Gateway.Tests.Hosts;

/// <summary>
/// The provider and the gateway as they run, on PostgreSQL and Redis, with upstreams that echo. One for all tests; a test
/// that changes something starts a gateway of its own.
/// </summary>
public sealed class Webchat : IAsyncLifetime
{
    public const string DemoPassword = "correct-horse-battery";
    public const string ChatApiSecret = "secret-of-chat-api";
    public const string RecordingSecret = "secret-of-recording";
    private const string GatewaySecret = "secret-of-gateway";

    private static readonly string[] UpstreamNames = ["chat-api", "recording", "policy", "frontend"];

    private readonly int _identityPort = Ports.Free();
    private readonly int _gatewayPort = Ports.Free();
    private readonly string _identityKey = NewKey();

    /// <summary>The same in every run, as Redis may still hold the key ring of the last one.</summary>
    private readonly string _gatewayKey = Convert.ToBase64String(SHA256.HashData("gateway tests"u8));

    private readonly Dictionary<string, Upstream> _upstreams = [];
    private RunningService<IdentityContext>? _identity;
    private RunningService<EdgePropagator>? _gateway;

    public Uri Address => new($"http://127.0.0.1:{_gatewayPort}");

    /// <summary>The provider's address inside the deployment.</summary>
    public Uri IdentityAddress => new($"http://127.0.0.1:{_identityPort}/identity/");

    public string Issuer => new Uri(Address, "/identity/").AbsoluteUri;

    internal IdentityDatabase Database { get; private set; } = null!;

    internal ShiftedClock GatewayClock { get; } = new();

    internal IServiceProvider GatewayServices => _gateway!.Services;

    internal Dictionary<string, string?> IdentitySettings =>
        new()
        {
            ["ConnectionStrings:identities"] = Database.App,
            ["Identity:Issuer"] = Issuer,
            ["Identity:KeyProtection"] = _identityKey,
        };

    internal Dictionary<string, string?> MigrationSettings =>
        new(IdentitySettings)
        {
            ["ConnectionStrings:identities-owner"] = Database.Owner,
            ["Identity:GatewayUrl"] = Address.AbsoluteUri,
            ["Identity:DemoPassword"] = DemoPassword,
            ["Identity:Clients:gateway:Secret"] = GatewaySecret,
            ["Identity:Clients:chat-api:Secret"] = ChatApiSecret,
            ["Identity:Clients:recording:Secret"] = RecordingSecret,
        };

    internal Dictionary<string, string?> GatewaySettings
    {
        get
        {
            var settings = new Dictionary<string, string?>
            {
                ["ConnectionStrings:redis"] = Stores.Redis,
                ["Identity:Issuer"] = Issuer,
                ["Identity:MetadataAddress"] = new Uri(IdentityAddress, ".well-known/openid-configuration").AbsoluteUri,
                ["Identity:ClientId"] = "gateway",
                ["Identity:ClientSecret"] = GatewaySecret,
                ["Gateway:KeyProtection"] = _gatewayKey,
                ["services:identity:http:0"] = IdentityAddress.GetLeftPart(UriPartial.Authority),
                ["Limits:SignInsPerMinute"] = "100000",
                ["Limits:ChatStartsPerMinute"] = "100000",
                ["Limits:RequestsPerMinute"] = "100000",
            };
            foreach (var (name, upstream) in _upstreams)
            {
                settings[$"services:{name}:http:0"] = upstream.Address;
            }
            return settings;
        }
    }

    public async ValueTask InitializeAsync()
    {
        Database = await IdentityDatabase.CreateAsync();
        await RunningService<IdentityContext>.CommandAsync("migrate", "Development", MigrationSettings);
        _identity = RunningService<IdentityContext>.Start(_identityPort, IdentitySettings);

        foreach (var name in UpstreamNames)
        {
            _upstreams[name] = await StartUpstreamAsync(name);
        }
        _gateway = RunningService<EdgePropagator>.Start(
            _gatewayPort,
            GatewaySettings,
            services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(GatewayClock))
        );
    }

    /// <summary>One more service that trusts the same provider.</summary>
    internal Task<Upstream> StartUpstreamAsync(string name) =>
        Upstream.StartAsync(
            name,
            new Dictionary<string, string?>
            {
                ["Identity:Issuer"] = Issuer,
                ["Identity:MetadataAddress"] = new Uri(IdentityAddress, ".well-known/openid-configuration").AbsoluteUri,
            }
        );

    /// <summary>A gateway of one's own, with other settings, before the same services.</summary>
    internal (RunningService<EdgePropagator> Running, Uri Address) StartGateway(
        params (string Key, string Value)[] settings
    ) => StartGateway(TimeProvider.System, settings);

    internal (RunningService<EdgePropagator> Running, Uri Address) StartGateway(
        TimeProvider clock,
        params (string Key, string Value)[] settings
    )
    {
        var all = GatewaySettings;
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }
        var port = Ports.Free();
        var running = RunningService<EdgePropagator>.Start(
            port,
            all,
            services => services.Replace(ServiceDescriptor.Singleton(clock))
        );
        return (running, new Uri($"http://127.0.0.1:{port}"));
    }

    internal Browser NewBrowser(Uri? address = null) => new(address ?? Address);

    /// <summary>A second process of the provider on the same database, as after a restart.</summary>
    internal (IAsyncDisposable Running, Uri Address) StartIdentity()
    {
        var port = Ports.Free();
        return (
            RunningService<IdentityContext>.Start(port, IdentitySettings),
            new Uri($"http://127.0.0.1:{port}/identity/")
        );
    }

    internal static Task<int> MigrateAsync(string environment, IReadOnlyDictionary<string, string?> settings) =>
        RunningService<IdentityContext>.CommandAsync("migrate", environment, settings);

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }
        foreach (var upstream in _upstreams.Values)
        {
            await upstream.DisposeAsync();
        }
        if (_identity is not null)
        {
            await _identity.DisposeAsync();
        }
    }

    internal static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
