using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace WebchatAspire.Chat.Api.Tests.Setting;

/// <summary>One replica of Chat.Api, listening on a port of its own.</summary>
internal sealed class ChatApi : WebApplicationFactory<Program>
{
    private readonly ChatSetting _stack;
    private readonly string _redis;
    private readonly int _messagesPerMinute;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly Action<IServiceCollection> _configure;

    public ChatApi(
        ChatSetting stack,
        string redis,
        int messagesPerMinute,
        Action<IServiceCollection>? configure,
        IReadOnlyDictionary<string, string>? settings = null
    )
    {
        _settings = settings ?? new Dictionary<string, string>();
        (_stack, _redis, _messagesPerMinute) = (stack, redis, messagesPerMinute);
        _configure = configure ?? (_ => { });
        UseKestrel(0);
        StartServer();
    }

    public Uri Address => ClientOptions.BaseAddress;

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public IConnectionMultiplexer Redis => Get<IConnectionMultiplexer>();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        var (neighbours, recording) = (_stack.Neighbours, _stack.Recording);
        foreach (
            var (key, value) in new Dictionary<string, string>
            {
                ["ConnectionStrings:redis"] = _redis,
                ["services:recording:grpc:0"] = recording.GrpcAddress,
                ["services:policy:http:0"] = neighbours.Address,
                ["Identity:Issuer"] = neighbours.Issuer,
                ["Identity:ClientId"] = "chat-api",
                ["Identity:ClientSecret"] = "for-tests",
                ["Limits:MessagesPerMinute"] = $"{_messagesPerMinute}",
                ["Limits:MessageBurst"] = $"{_messagesPerMinute}",
                ["Logging:LogLevel:Default"] = "Warning",
            }
        )
        {
            builder.UseSetting(key, value);
        }
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }
        builder.ConfigureTestServices(_configure);
    }
}
