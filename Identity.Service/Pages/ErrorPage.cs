using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace WebchatAspire.Identity.Service.Pages;

/// <summary>Failures on the way of a person's browser end on a page; all others get problem details.</summary>
internal static class ErrorPage
{
    /// <summary>Has to come before the service defaults, whose handler takes every exception.</summary>
    public static void AddErrorPage(this WebApplicationBuilder builder) =>
        builder.Services.AddExceptionHandler<PageExceptionHandler>();

    public static void UseErrorPage(this WebApplication app) =>
        app.UseStatusCodePagesWithReExecute("/account/trouble/{0}");
}

/// <summary>Leaves the status without a body when a page was asked for; the status page fills it.</summary>
internal sealed partial class PageExceptionHandler(ILogger<PageExceptionHandler> logger) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (!context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            return ValueTask.FromResult(false);
        }
        context.Response.StatusCode = exception switch
        {
            BadHttpRequestException bad => bad.StatusCode,
            _ when IsAway(exception) => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status500InternalServerError,
        };
        LogFailed(context.Response.StatusCode, exception.GetType().FullName!);
        return ValueTask.FromResult(true);
    }

    private static bool IsAway(Exception exception) =>
        exception is NpgsqlException or TimeoutException || (exception.InnerException is { } inner && IsAway(inner));

    [LoggerMessage(LogLevel.Error, "A page failed with {Status}: {ExceptionType}")]
    private partial void LogFailed(int status, string exceptionType);
}
