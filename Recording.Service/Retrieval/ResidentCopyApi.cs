using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Recording.Service.AccessLog;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.ServiceDefaults.Enforcement;
using WebchatAspire.ServiceDefaults.Residents;

namespace WebchatAspire.Recording.Service.Retrieval;

/// <summary>A resident's own copy of their chat (P13), opened by the chat's secret and, like any other, under a permit.</summary>
internal static class ResidentCopyApi
{
    private static readonly RetrievalAsk OwnCopy = new("subject-access", null, null);

    public static void MapResidentCopyApi(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/chats/{chatId:guid}/transcript", ReadAsync)
            .AddEndpointFilter(new PolicyUnavailableFilter())
            // The secret in the cookie is checked here; residents have no account.
            .AllowAnonymous();

    /// <summary>The transcript. An unknown chat and a wrong secret are the same 404 <c>chat-not-found</c>.</summary>
    private static async Task<Results<Ok<Transcript>, ProblemHttpResult>> ReadAsync(
        Guid chatId,
        HttpContext http,
        ChatReader chats,
        EnforcementPoint enforcement,
        TranscriptReader reader,
        AccessCodeStore codes,
        CancellationToken cancellationToken
    )
    {
        http.Response.ForbidStoring();
        if (await http.OwnChatAsync(chatId, chats, cancellationToken) is not { } chat)
        {
            return ResidentChats.NotFound();
        }
        var requester = new Requester(Requester.Resident, chatId.ToString(), null);
        var row = await enforcement.EnforceAsync(chat, requester, OwnCopy, cancellationToken);
        if (row.Outcome != RetrievalRow.Permitted)
        {
            return RetrievalsApi.Denied(row);
        }
        var (transcript, problem) = await reader.ReadAsync(row, null, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }
        var code = AccessCode.Of(ResidentSecret.From(http.Request, chatId)!);
        await codes.KnowAsync(chatId, code, cancellationToken);
        return TypedResults.Ok(transcript!.ForResident(code));
    }
}
