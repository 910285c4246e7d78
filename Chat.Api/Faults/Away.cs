using Grpc.Core;
using StackExchange.Redis;

namespace WebchatAspire.Chat.Api.Faults;

/// <summary>Tells that a store is away from every other failure.</summary>
internal static class Away
{
    /// <summary>The fault to answer with, or null if the exception is something else.</summary>
    public static Fault? From(Exception exception) =>
        IsRedis(exception) ? Fault.LiveUnavailable
        : exception is RpcException rpc && IsRecord(rpc) ? Fault.RecordUnavailable
        : null;

    // A time-out of Redis is not a RedisException.
    public static bool IsRedis(Exception exception) => exception is RedisException or RedisTimeoutException;

    /// <summary>
    /// Also a token that could not be had counts: the client reports whatever its handlers throw as Internal or Unknown.
    /// </summary>
    private static bool IsRecord(RpcException exception) =>
        exception.StatusCode
            is StatusCode.Unavailable
                or StatusCode.DeadlineExceeded
                or StatusCode.Internal
                or StatusCode.Unknown
                or StatusCode.Unauthenticated
                or StatusCode.PermissionDenied
                or StatusCode.ResourceExhausted;
}

/// <summary>Answers 503 with the reason when a store is away while a request runs.</summary>
internal sealed partial class AwayFilter(ILogger<AwayFilter> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception exception) when (Away.From(exception) is not null)
        {
            var fault = Away.From(exception)!;
            LogAway(logger, fault.Code, exception.GetType().Name);
            return fault.ToProblem(context.HttpContext);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A request was answered with {Code} after {ExceptionType}")]
    public static partial void LogAway(ILogger logger, string code, string exceptionType);
}
