using System.Net.Http.Json;
using System.Text.Json;
using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.Chat.Api.Policies;

/// <summary>
/// The published policy: the services there are and the notice in force. Read at most once a minute; if it cannot be
/// read again the last copy stands in for a while, as residents should not lose the chat over that. After a failure it is
/// left alone for some seconds, so that not everybody waits for the same time-out.
/// </summary>
internal sealed partial class PolicyDirectory(HttpClient policy, TimeProvider clock, ILogger<PolicyDirectory> logger)
    : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Usable = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private Copy? _copy;
    private long _restUntilTicks;

    private bool IsResting => clock.GetUtcNow().UtcTicks < Volatile.Read(ref _restUntilTicks);

    /// <returns>Null when the policy is away and no usable copy is left.</returns>
    public async Task<PublishedPolicy?> GetAsync(CancellationToken cancellationToken)
    {
        if (Within(Fresh) is { } fresh)
        {
            return fresh;
        }
        if (IsResting)
        {
            return Within(Usable);
        }
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (Within(Fresh) is { } justRead)
            {
                return justRead;
            }
            if (IsResting)
            {
                return Within(Usable);
            }
            var read = await policy.GetFromJsonAsync<PublishedPolicy>("/api/policy", cancellationToken);
            Volatile.Write(ref _copy, new Copy(read!, clock.GetUtcNow()));
            return read;
        }
        catch (Exception exception) when (IsAway(exception, cancellationToken))
        {
            LogAway(exception.GetType().Name);
            Volatile.Write(ref _restUntilTicks, (clock.GetUtcNow() + Rest).UtcTicks);
            return Within(Usable);
        }
        finally
        {
            _reading.Release();
        }
    }

    private PublishedPolicy? Within(TimeSpan age) =>
        Volatile.Read(ref _copy) is { } copy && clock.GetUtcNow() - copy.At < age ? copy.Policy : null;

    private static bool IsAway(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or JsonException
        // The client reports its time-out as a cancellation that nobody asked for.
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    public void Dispose() => _reading.Dispose();

    [LoggerMessage(LogLevel.Warning, "The published policy could not be read: {ExceptionType}")]
    private partial void LogAway(string exceptionType);

    private sealed record Copy(PublishedPolicy Policy, DateTimeOffset At);
}

internal static class PolicyExtensions
{
    private const string Client = "policy";

    public static WebApplicationBuilder AddPublishedPolicy(this WebApplicationBuilder builder)
    {
        // No retries: a resident waits for the answer, and there is a copy.
        builder.Services.AddHttpClient(
            Client,
            http =>
            {
                http.BaseAddress = new Uri("http://policy");
                http.Timeout = TimeSpan.FromSeconds(3);
            }
        );
        builder.Services.AddSingleton(services =>
            ActivatorUtilities.CreateInstance<PolicyDirectory>(
                services,
                services.GetRequiredService<IHttpClientFactory>().CreateClient(Client)
            )
        );
        return builder;
    }
}
