using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace WebchatAspire.ServiceDefaults.Problems;

/// <summary>
/// The last resort: turns what nobody caught into a problem that says what kind of thing went wrong and never what was
/// in it. Exception messages may quote input, so only their type is logged.
/// </summary>
internal sealed partial class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext context,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        var problem = exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => StatusProblems.TooLarge(
                context
            ),
            BadHttpRequestException bad => Problem.Of(
                bad.StatusCode,
                "malformed-request",
                "The request could not be read: check that it is well-formed JSON with the documented fields."
            ),
            _ when exception.IsOutage() => Problem.Unavailable(
                "store-unavailable",
                "Something this needs is away at the moment. It is not known whether anything was changed; try again."
            ),
            _ => Problem.Of(
                StatusCodes.Status500InternalServerError,
                "internal-error",
                "Something went wrong on our side."
            ),
        };
        if (problem.StatusCode >= 500)
        {
            LogUnhandled(context.Request.Method, problem.StatusCode, exception.GetType().FullName!, Where(exception));
        }
        await problem.ExecuteAsync(context);
        return true;
    }

    private static string? Where(Exception exception) =>
        new System.Diagnostics.StackTrace(exception).GetFrame(0)?.GetMethod() is { } method
            ? $"{method.DeclaringType?.FullName}.{method.Name}"
            : null;

    [LoggerMessage(LogLevel.Error, "{Method} request failed with {Status}: {ExceptionType} at {Where}")]
    private partial void LogUnhandled(string method, int status, string exceptionType, string? where);
}

internal static class ProblemExtensions
{
    public static IServiceCollection AddWebchatProblems(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemExceptionHandler>();
        // Also in Development: a malformed body is the handler's to answer, in one shape.
        services.Configure<Microsoft.AspNetCore.Routing.RouteHandlerOptions>(options =>
            options.ThrowOnBadRequest = true
        );
        return services;
    }
}
