using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace WebchatAspire.Gateway.Tests.Hosts;

/// <summary>A service's own program, in this process, on a real port.</summary>
/// <typeparam name="T">Any type of the service's assembly.</typeparam>
internal sealed class RunningService<T> : IAsyncDisposable
    where T : class
{
    private readonly WebApplicationFactory<T> _factory;

    private RunningService(WebApplicationFactory<T> factory) => _factory = factory;

    public IServiceProvider Services => _factory.Services;

    public static RunningService<T> Start(
        int port,
        IReadOnlyDictionary<string, string?> settings,
        Action<IServiceCollection>? services = null
    )
    {
        var factory = new Factory(settings, services);
        factory.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        factory.StartServer();
        return new RunningService<T>(factory);
    }

    /// <summary>Runs the service's program with a command, such as <c>migrate</c>, to its end.</summary>
    public static Task<int> CommandAsync(
        string command,
        string environment,
        IReadOnlyDictionary<string, string?> settings
    )
    {
        string[] arguments =
        [
            command,
            $"--environment={environment}",
            .. settings.Select(setting => $"--{setting.Key}={setting.Value}"),
        ];
        return Task.Run(() =>
        {
            try
            {
                return (int)typeof(T).Assembly.EntryPoint!.Invoke(null, [arguments])!;
            }
            catch (TargetInvocationException exception)
            {
                throw exception.InnerException!;
            }
        });
    }

    public ValueTask DisposeAsync() => _factory.DisposeAsync();

    private sealed class Factory(IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection>? services)
        : WebApplicationFactory<T>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }
            if (services is not null)
            {
                builder.ConfigureServices(services);
            }
        }
    }
}
