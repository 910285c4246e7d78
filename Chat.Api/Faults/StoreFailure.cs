using Grpc.Core;
using StackExchange.Redis;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Chat.Api.Faults;

/// <summary>Sorts what the record and Redis fail with by what it means to the caller.</summary>
internal static partial class StoreFailure
{
    /// <summary>The fault to answer with, or null if the exception comes from neither.</summary>
    public static Fault? FaultOf(Exception exception) =>
        IsRedis(exception) ? Fault.LiveUnavailable
        : exception is RpcException rpc ? FaultOf(rpc)
        : null;

    private static Fault FaultOf(RpcException exception) =>
        exception.StatusCode switch
        {
            StatusCode.NotFound => Fault.ChatNotFound,
            StatusCode.InvalidArgument => Fault.NotRecordable,
            StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted =>
                Fault.RecordUnavailable,
            // The record refuses our token, or there is none to be had.
            StatusCode.Unauthenticated => Fault.RecordUnavailable,
            _ when exception.Status.DebugException is TokenUnavailableException => Fault.RecordUnavailable,
            _ => Fault.RecordFailed,
        };

    // A time-out of Redis is not a RedisException.
    public static bool IsRedis(Exception exception) => exception is RedisException or RedisTimeoutException;

    /// <summary>Whether a change that the record was asked for may have been made although it did not say so.</summary>
    public static bool LeavesOpen(RpcException exception) =>
        exception.StatusCode
            is not (
                StatusCode.InvalidArgument
                or StatusCode.NotFound
                or StatusCode.AlreadyExists
                or StatusCode.FailedPrecondition
                or StatusCode.Unauthenticated
                or StatusCode.PermissionDenied
            );

    /// <summary>Whether the exception is nothing but the caller going away.</summary>
    public static bool IsDeparture(Exception exception, CancellationToken callerGone) =>
        callerGone.IsCancellationRequested
        && exception is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled };

    public static void Log(ILogger logger, Fault fault, Exception exception)
    {
        var (type, status) = (exception.GetType().Name, (exception as RpcException)?.StatusCode);
        if (fault == Fault.RecordFailed)
        {
            LogFailed(logger, type, status);
        }
        else
        {
            LogAnswered(logger, fault.Code, type, status);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A request was answered with {Code} after {ExceptionType} {Status}")]
    private static partial void LogAnswered(ILogger logger, string code, string exceptionType, StatusCode? status);

    [LoggerMessage(LogLevel.Error, "A request failed at the record: {ExceptionType} {Status}")]
    private static partial void LogFailed(ILogger logger, string exceptionType, StatusCode? status);
}

/// <summary>Answers with the reason when a store fails while a request runs.</summary>
internal sealed class StoreFailureFilter(ILogger<StoreFailureFilter> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            return await next(context);
        }
        catch (Exception exception) when (StoreFailure.IsDeparture(exception, http.RequestAborted))
        {
            throw new OperationCanceledException(exception.Message, exception, http.RequestAborted);
        }
        catch (Exception exception) when (StoreFailure.FaultOf(exception) is not null)
        {
            var fault = StoreFailure.FaultOf(exception)!;
            StoreFailure.Log(logger, fault, exception);
            return fault.ToProblem(http);
        }
    }
}
