using Grpc.Core;
using Grpc.Core.Interceptors;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Recording.Service.Live;

/// <summary>
/// Tells a caller that PostgreSQL is away (UNAVAILABLE: it is not known whether anything was stored, resend with the same
/// ids) from a fault of ours (INTERNAL). Only the exception's type is logged, as its message may quote what was sent.
/// </summary>
internal sealed partial class StoreFailureInterceptor(ILogger<StoreFailureInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation
    )
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Answer(e, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation
    )
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Answer(e, context);
        }
    }

    private RpcException Answer(Exception exception, ServerCallContext context)
    {
        if (context.CancellationToken.IsCancellationRequested)
        {
            return new RpcException(new Status(StatusCode.Cancelled, "The call was cancelled."));
        }
        if (exception.IsOutage())
        {
            LogAway(context.Method, exception.GetType().Name);
            return new RpcException(
                new Status(
                    StatusCode.Unavailable,
                    "The record cannot be reached. It is not known whether anything was stored."
                )
            );
        }
        LogFault(context.Method, exception.GetType().FullName!);
        return new RpcException(new Status(StatusCode.Internal, "Something went wrong on our side."));
    }

    [LoggerMessage(LogLevel.Warning, "{Method}: PostgreSQL is away ({ExceptionType})")]
    private partial void LogAway(string method, string exceptionType);

    [LoggerMessage(LogLevel.Error, "{Method} failed: {ExceptionType}")]
    private partial void LogFault(string method, string exceptionType);
}
