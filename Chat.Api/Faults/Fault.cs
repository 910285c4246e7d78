using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Chat.Api.Hubs;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Chat.Api.Faults;

/// <summary>
/// Why something was not done, said once for both ways in: as problem details over HTTP, as a reply with
/// <c>ok: false</c> over the hub. It never repeats what was sent.
/// </summary>
/// <param name="RetryAfter">When trying again makes sense.</param>
internal sealed record Fault(
    int Status,
    string Code,
    string Detail,
    string? Field = null,
    object? Limit = null,
    TimeSpan? RetryAfter = null
)
{
    /// <summary>Whole seconds, rounded up, at least one.</summary>
    public int? RetryAfterSeconds => RetryAfter is { } wait ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : null;

    public ProblemHttpResult ToProblem(HttpContext context)
    {
        if (RetryAfterSeconds is not { } seconds)
        {
            return Problem.Of(Status, Code, Detail, Field, Limit);
        }
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Problem.Of(
            Status,
            Code,
            Detail,
            Field,
            Limit,
            new Dictionary<string, object?> { ["retryAfter"] = seconds }
        );
    }

    public HubReply ToReply() =>
        new()
        {
            Ok = false,
            Code = Code,
            Detail = Detail,
            Field = Field,
            Limit = Limit,
            RetryAfter = RetryAfterSeconds,
        };

    public static Fault Invalid(string code, string detail, string field, object? limit = null) =>
        new(StatusCodes.Status400BadRequest, code, detail, field, limit);

    /// <summary>The same for an unknown chat, a wrong secret and somebody else's chat: none may be told apart.</summary>
    public static readonly Fault ChatNotFound = new(
        StatusCodes.Status404NotFound,
        "chat-not-found",
        "There is no such chat, or it is not yours."
    );

    public static readonly Fault AdvisersOnly = new(
        StatusCodes.Status403Forbidden,
        "advisers-only",
        "Only advisers can see and take chats from a queue."
    );

    public static readonly Fault NotYourService = new(
        StatusCodes.Status403Forbidden,
        "not-your-service",
        "This is not one of the services you work for."
    );

    public static readonly Fault ItsAdviserOnly = new(
        StatusCodes.Status403Forbidden,
        "its-adviser-only",
        "Only the adviser of this chat can do this."
    );

    public static readonly Fault NotYoursAnyMore = new(
        StatusCodes.Status409Conflict,
        "not-yours-any-more",
        "This chat is with somebody else by now, or has ended."
    );

    public static readonly Fault AdviserNotHere = new(
        StatusCodes.Status409Conflict,
        "adviser-not-here",
        "That adviser is not there, or does not work for this service.",
        "adviserId"
    );

    public static readonly Fault NotFollowing = new(
        StatusCodes.Status403Forbidden,
        "not-following",
        "You have no permit in force to follow this chat, or have stopped."
    );

    public static readonly Fault AlreadyFollowing = new(
        StatusCodes.Status409Conflict,
        "already-following",
        "You follow this chat already."
    );

    public static readonly Fault WarningOrder = new(
        StatusCodes.Status409Conflict,
        "warning-order",
        "A caution comes once, a final warning once after it, and an end for conduct after that."
    );

    public static readonly Fault ServiceNotFound = new(
        StatusCodes.Status404NotFound,
        "service-not-found",
        "There is no such service. The published policy lists all."
    );

    public static readonly Fault ServiceClosed = new(
        StatusCodes.Status409Conflict,
        "service-closed",
        "Nobody answers chats for this service at the moment. A message can be left for it.",
        "service"
    );

    public static readonly Fault QueueFull = new(
        StatusCodes.Status409Conflict,
        "queue-full",
        "So many people are waiting that nobody can be added. You can leave a message, or try again later.",
        "service",
        RetryAfter: TimeSpan.FromMinutes(1)
    );

    public static readonly Fault QueueEmpty = new(
        StatusCodes.Status404NotFound,
        "queue-empty",
        "No chat waits in this queue."
    );

    public static readonly Fault AlreadyAssigned = new(
        StatusCodes.Status409Conflict,
        "already-assigned",
        "Another adviser has taken this chat."
    );

    public static readonly Fault ChatEnded = new(
        StatusCodes.Status409Conflict,
        "chat-ended",
        "This chat has ended. It takes no more messages."
    );

    public static readonly Fault MessageIdConflict = new(
        StatusCodes.Status409Conflict,
        "message-id-conflict",
        "This message id belongs to another message. Give a new message a new id."
    );

    public static readonly Fault MessageNotSaved = new(
        StatusCodes.Status503ServiceUnavailable,
        "message-not-saved",
        "The message is not known to be saved. Send it again with the same message id; it will be in the chat once."
    );

    public static readonly Fault Busy = new(
        StatusCodes.Status503ServiceUnavailable,
        "busy",
        "Too many messages are on their way. Send this one again with the same message id.",
        RetryAfter: TimeSpan.FromSeconds(1)
    );

    public static readonly Fault RecordUnavailable = new(
        StatusCodes.Status503ServiceUnavailable,
        "record-unavailable",
        "The record of chats is away at the moment. It is not known whether anything was changed; try again."
    );

    public static readonly Fault RecordFailed = new(
        StatusCodes.Status500InternalServerError,
        "internal-error",
        "Something went wrong on our side. It is not known whether anything was changed."
    );

    public static readonly Fault NotRecordable = new(
        StatusCodes.Status400BadRequest,
        "not-recordable",
        "The record cannot take this as it is. Nothing was changed."
    );

    public static readonly Fault LiveUnavailable = new(
        StatusCodes.Status503ServiceUnavailable,
        "live-unavailable",
        "Live chat is away at the moment. Nothing was saved; try again."
    );

    public static readonly Fault PolicyUnavailable = new(
        StatusCodes.Status503ServiceUnavailable,
        "policy-unavailable",
        "The chat policy cannot be read at the moment, so no chat can start. Try again."
    );
}
