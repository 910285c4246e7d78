using Microsoft.AspNetCore.Diagnostics;
using WebchatAspire.Web.Frontend.Upstream;

namespace WebchatAspire.Web.Frontend.Http;

/// <summary>Turns what a page could not answer itself into a page that says what happened and what to do.</summary>
internal sealed partial class PageExceptionHandler(ILogger<PageExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext context,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        switch (exception)
        {
            case UpstreamException
            {
                Problem: { Status: StatusCodes.Status401Unauthorized, MaxAge: { } maxAge } problem
            }:
                await MishapPages.StepUp(context, maxAge, problem.Acr);
                break;
            case UpstreamException { Problem.Status: StatusCodes.Status401Unauthorized }:
                await MishapPages.SignInAgain(context);
                break;
            case UpstreamException { Problem.Status: StatusCodes.Status403Forbidden }:
                await MishapPages.Forbidden(context);
                break;
            case UpstreamException { Problem.Code: UpstreamProblem.NoSuchChatCode }
                when AdvisersChat(context) is { } chatId:
                await MishapPages.ChatLost(context, chatId);
                break;
            case UpstreamException { Problem.Status: StatusCodes.Status404NotFound }:
                await MishapPages.NotFound(context);
                break;
            case UpstreamException { Problem.Status: StatusCodes.Status429TooManyRequests }:
                await MishapPages.TooMany(context);
                break;
            case UpstreamException { Problem: { Status: >= 500 } problem }:
                LogAway(problem.Status, problem.Code);
                await MishapPages.Away(context);
                break;
            case UpstreamException { Problem: { Status: >= 400 } problem }:
                LogRefused(problem.Status, problem.Code);
                await MishapPages.Refused(context, problem.Status);
                break;
            case BadHttpRequestException:
                return false;
            default:
                // Messages of exceptions may quote what was typed, so only their type is logged.
                LogUnhandled(context.Request.Method, exception.GetType().FullName!);
                await MishapPages.Broken(context);
                break;
        }
        return true;
    }

    /// <summary>The chat that an adviser's page is about.</summary>
    private static Guid? AdvisersChat(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/staff/chats")
        && Guid.TryParse(
            // The request's own have been cleared by now.
            context.Features.Get<IExceptionHandlerFeature>()?.RouteValues?["ChatId"]?.ToString(),
            out var chatId
        )
            ? chatId
            : null;

    [LoggerMessage(LogLevel.Warning, "A service that the page needs answered {Status} {Code}")]
    private partial void LogAway(int status, string code);

    [LoggerMessage(LogLevel.Information, "A service refused what a page asked for: {Status} {Code}")]
    private partial void LogRefused(int status, string code);

    [LoggerMessage(LogLevel.Error, "{Method} request for a page failed: {ExceptionType}")]
    private partial void LogUnhandled(string method, string exceptionType);
}
