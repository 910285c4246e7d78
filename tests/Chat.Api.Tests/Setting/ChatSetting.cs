using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using WebchatAspire.Chat.Api.Tests.Setting;
using WebchatAspire.ChatClient;
using WebchatAspire.Testing;

[assembly: Xunit.v3.TestPipelineStartup(typeof(Stores))]
[assembly: AssemblyFixture(typeof(ChatSetting))]
// The tests share one live state and cut it off now and then.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace WebchatAspire.Chat.Api.Tests.Setting;

/// <summary>Chat.Api with the real record, PostgreSQL and Redis around it.</summary>
public sealed class ChatSetting : IAsyncLifetime
{
    private const int Unlimited = 1_000_000;

    private int _sparesTaken;

    internal Neighbours Neighbours { get; private set; } = null!;
    internal RecordingProcess Recording { get; private set; } = null!;
    internal ChatApi Chat { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Neighbours = await Neighbours.StartAsync();
        Recording = new RecordingProcess(await RecordDatabase.CreateAsync(), Neighbours);
        await Recording.MigrateAsync();
        await Recording.StartAsync();
        Chat = NewReplica();
    }

    internal ChatApi NewReplica(
        string? redis = null,
        int messagesPerMinute = Unlimited,
        Action<IServiceCollection>? configure = null,
        IReadOnlyDictionary<string, string>? settings = null
    ) => new(this, redis ?? Stores.Redis, messagesPerMinute, configure, settings);

    /// <summary>A replica whose connection to Redis can be cut.</summary>
    internal (ChatApi Chat, Cable Cable) NewReplicaOnCable()
    {
        var options = ConfigurationOptions.Parse(Stores.Redis);
        var endpoint = options
            .EndPoints[0]
            .ToString()!
            .Replace("Unspecified/", "", StringComparison.Ordinal)
            .Split(':');
        var cable = new Cable(endpoint[0], int.Parse(endpoint[1], System.Globalization.CultureInfo.InvariantCulture));
        options.EndPoints.Clear();
        options.EndPoints.Add(cable.Address);
        return (NewReplica(options.ToString(includePassword: true)), cable);
    }

    /// <summary>A service in which nobody waits and nobody will but by the test that asks.</summary>
    internal string NewService() => Neighbours.Spare[_sparesTaken++];

    /// <summary>Empties Redis, as a restart does.</summary>
    internal async Task LoseRedisDataAsync() => await Chat.Redis.GetDatabase().ExecuteAsync("FLUSHALL");

    internal Task<ResidentClient> StartChatAsync(
        ChatApi? chat = null,
        string service = Neighbours.Repairs,
        string message = "The tap drips.",
        string? name = null
    ) =>
        ResidentClient.StartUnderAsync(
            (chat ?? Chat).Address,
            Neighbours.Notice,
            service,
            message,
            name,
            TestContext.Current.CancellationToken
        );

    internal AdviserClient NewAdviser(
        ChatApi? chat = null,
        string name = "Asha",
        string[]? services = null,
        string? subject = null,
        string role = "adviser"
    ) =>
        new(
            new WebSession(
                (chat ?? Chat).Address,
                Neighbours.StaffToken(
                    subject ?? Guid.NewGuid().ToString(),
                    name,
                    role,
                    services ?? [Neighbours.Repairs]
                )
            )
        );

    public async ValueTask DisposeAsync()
    {
        await Chat.DisposeAsync();
        await Recording.DisposeAsync();
        await Neighbours.DisposeAsync();
    }
}
