using Microsoft.AspNetCore.Diagnostics;
using StackExchange.Redis;

namespace WebchatAspire.Gateway.Refusals;

internal static class RefusalExtensions
{
    /// <summary>Has to come before the service defaults, whose handler takes every exception.</summary>
    public static void AddRefusals(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<GatewayMetrics>();
        builder.Services.AddExceptionHandler<AwayExceptionHandler>();
    }
}

/// <summary>
/// Tells what of the sign-in is away: Redis, with the sessions and the keys that protect them, or the provider.
/// Everything else goes to the handler of the service defaults.
/// </summary>
internal sealed partial class AwayExceptionHandler(ILogger<AwayExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext context,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        if (Recognise(exception) is not { } refusal)
        {
            return false;
        }
        LogAway(refusal.Code, exception.GetType().FullName!);
        await refusal.WriteAsync(context);
        return true;
    }

    private static Refusal? Recognise(Exception? exception) =>
        exception switch
        {
            null => null,
            RedisException or RedisTimeoutException => Refusal.SessionsUnavailable,
            HttpRequestException => Refusal.SignInUnavailable,
            _ => Recognise(exception.InnerException),
        };

    // One for each refused request: the counter and the health check are what to watch.
    [LoggerMessage(LogLevel.Debug, "Refused with {Code} because of {ExceptionType}")]
    private partial void LogAway(string code, string exceptionType);
}
