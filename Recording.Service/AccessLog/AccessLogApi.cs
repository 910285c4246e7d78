using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Retrieval;
using WebchatAspire.ServiceDefaults.Enforcement;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Recording.Service.AccessLog;

/// <summary>Who used the recording of one chat, for its resident.</summary>
internal sealed record ResidentAccessLog(string Reference, string Service, AccessLogAnswer Log);

/// <param name="Reference">The chat's.</param>
/// <param name="Code">From the resident's copy.</param>
internal sealed record AccessLogRequest(string? Reference, string? Code);

/// <summary>The resident's access log (law 7), by the chat's secret or by the code on its copy. It holds no text.</summary>
internal static class AccessLogApi
{
    private const int MaxRequestBytes = 4 * 1024;

    public static void AddAccessLog(this IHostApplicationBuilder builder) =>
        builder.Services.AddSingleton<AccessCodeStore>();

    public static void MapAccessLogApi(this IEndpointRouteBuilder routes)
    {
        // The secret or the code is checked here; residents have no account.
        var logs = routes.MapGroup("/api").AddEndpointFilter(new PolicyUnavailableFilter()).AllowAnonymous();
        logs.MapGet("/chats/{chatId:guid}/access-log", GetAsync);
        logs.MapPost("/access-logs", OpenAsync).WithMetadata(new RequestSizeLimit(MaxRequestBytes));
    }

    /// <summary>By the chat's secret. An unknown chat and a wrong secret are the same 404 <c>chat-not-found</c>.</summary>
    private static async Task<Results<Ok<ResidentAccessLog>, ProblemHttpResult>> GetAsync(
        Guid chatId,
        HttpContext http,
        ChatReader chats,
        PolicyClient policy,
        CancellationToken cancellationToken
    )
    {
        http.Response.ForbidStoring();
        return await http.OwnChatAsync(chatId, chats, cancellationToken) is { } chat
            ? TypedResults.Ok(await ReadAsync(chat, policy, cancellationToken))
            : ResidentChats.NotFound();
    }

    /// <summary>
    /// By reference and code, on a device that does not have the secret. 404 <c>access-log-not-found</c> does not tell which of
    /// the two is wrong.
    /// </summary>
    private static async Task<Results<Ok<ResidentAccessLog>, ProblemHttpResult>> OpenAsync(
        AccessLogRequest request,
        HttpContext http,
        ChatReader chats,
        AccessCodeStore codes,
        PolicyClient policy,
        CancellationToken cancellationToken
    )
    {
        http.Response.ForbidStoring();
        var reference = request.Reference?.Trim().ToUpperInvariant();
        return
            reference is not null
            && Formats.IsReference(reference)
            && AccessCode.Hash(request.Code) is { } hash
            && await codes.FindAsync(reference, hash, cancellationToken) is { } chatId
            && await chats.FindAsync(chatId, cancellationToken) is { } chat
            ? TypedResults.Ok(await ReadAsync(chat, policy, cancellationToken))
            : Problem.NotFound("access-log-not-found", "There is no copy with this reference and this code.");
    }

    private static async Task<ResidentAccessLog> ReadAsync(
        ChatRow chat,
        PolicyClient policy,
        CancellationToken cancellationToken
    ) => new(chat.Reference, chat.Service, await policy.AccessLogAsync(chat.ChatId, cancellationToken));
}
