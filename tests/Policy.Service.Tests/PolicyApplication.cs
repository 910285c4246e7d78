using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using WebchatAspire.ServiceDefaults.Tokens;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>The service on Kestrel, under its restricted account, with a real database and a real token issuer.</summary>
public sealed class PolicyApplication : IAsyncLifetime
{
    public const string RecordingClient = "recording";

    /// <summary>The name of the log.</summary>
    public const string Origin = "policy.test/ledger";

    private WebApplicationFactory<Program>? _factory;

    public PolicyDatabase Database { get; } = new();
    public TestIssuer Issuer { get; }

    /// <summary>Starts at the present, because tokens are checked against the machine's clock.</summary>
    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow);

    public PolicyApplication() => Issuer = new TestIssuer { Clock = Clock };

    /// <summary>The seed of the key that signs the log's checkpoints.</summary>
    public string SigningKey { get; } = NewKey();

    /// <summary>What the process that the application starts with is told beyond the usual.</summary>
    public IReadOnlyList<(string Name, string? Value)> Settings { get; init; } = [];

    /// <summary>What its processes wrote.</summary>
    public FakeLogCollector Log { get; } = new();

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => _factory!.Services;

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        await Issuer.InitializeAsync();
        _factory = Start(Database.App, [.. Settings]);
        Client = _factory.CreateClient();
    }

    /// <summary>Ends the process that the application started with.</summary>
    public async Task StopAsync()
    {
        await _factory!.DisposeAsync();
        _factory = null;
    }

    public static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>A further process of the service.</summary>
    public WebApplicationFactory<Program> Start(params (string Name, string? Value)[] settings) =>
        Start(Database.App, settings);

    /// <summary>The service with another database, or other settings.</summary>
    public WebApplicationFactory<Program> Start(string connectionString, params (string Name, string? Value)[] settings)
    {
        var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseEnvironment("Development");
            host.UseUrls("http://127.0.0.1:0");
            host.UseSetting("ConnectionStrings:policies", connectionString);
            host.UseSetting("Identity:Issuer", TestIssuer.Issuer);
            host.UseSetting("Identity:MetadataAddress", Issuer.MetadataAddress);
            host.UseSetting("Ledger:Origin", Origin);
            host.UseSetting("Ledger:SigningKey", SigningKey);
            foreach (var (name, value) in settings)
            {
                host.UseSetting(name, value);
            }
            host.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(Clock));
            host.ConfigureLogging(logging => logging.AddProvider(new FakeLoggerProvider(Log)));
        });
        factory.UseKestrel();
        factory.StartServer();
        return factory;
    }

    /// <summary>Asks as the recording service does, on behalf of the person whose token is given.</summary>
    public Task<HttpResponseMessage> EvaluateAsync(
        object request,
        string? subjectToken = null,
        HttpClient? client = null
    ) => PostAsync("/access/v1/evaluation", request, Issuer.Service(RecordingClient), subjectToken, client);

    public async Task<HttpResponseMessage> PostAsync(
        string path,
        object? body,
        string? token,
        string? subjectToken = null,
        HttpClient? client = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        // With its length, by which it can be refused before it is sent.
        await request.Content.LoadIntoBufferAsync();
        return await SendAsync(request, token, subjectToken, client);
    }

    public async Task<HttpResponseMessage> GetAsync(string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request, token);
    }

    public Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        string? token,
        string? subjectToken = null,
        HttpClient? client = null
    )
    {
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
        if (subjectToken is not null)
        {
            request.Headers.Add(ServiceHeaders.SubjectToken, subjectToken);
        }
        // A connection that is closed while a body is still being sent would hide the answer that the body is too large.
        request.Headers.ExpectContinue = request.Content is not null;
        return (client ?? Client).SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_factory is not null)
        {
            await _factory.DisposeAsync();
        }
        await Issuer.DisposeAsync();
        await Database.DisposeAsync();
    }
}
