using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.ServiceDefaults.Enforcement;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Recording.Service.Retrieval;

/// <summary>A permitted retrieval, or one's own earlier one. Carries no text.</summary>
internal sealed record RetrievalAnswer(
    Guid RetrievalId,
    Guid ChatId,
    Guid DecisionId,
    string Outcome,
    string Purpose,
    string? CaseReference,
    string Clause,
    string ReasonCode,
    string PolicyVersion,
    long LedgerIndex,
    IReadOnlyList<string> Obligations,
    DateTimeOffset CreatedAt,
    DateTimeOffset? PermitUntil
);

/// <summary>Opening a recording as a member of staff: request, decision, reading (P15 and P16).</summary>
internal static class RetrievalsApi
{
    private const int MaxRequestBytes = 16 * 1024;

    public static void MapRetrievalsApi(this IEndpointRouteBuilder routes)
    {
        // Any member of staff may ask: that they were refused, and by which clause, belongs into the ledger.
        var group = routes.MapGroup("/api").AddEndpointFilter(new PolicyUnavailableFilter());
        group
            .MapPost("/recordings/{chatId:guid}/retrievals", RequestAsync)
            .WithMetadata(new RequestSizeLimit(MaxRequestBytes));
        group.MapGet("/retrievals/{retrievalId:guid}", GetAsync);
        group.MapGet("/retrievals/{retrievalId:guid}/transcript", ReadAsync);
    }

    /// <summary>
    /// Asks to open a recording. 403 <c>retrieval-denied</c> names the clause that refuses, and the field that has to change
    /// where it is one of the request's. 401 <c>step-up-needed</c> when the person has to sign in again first (RFC 9470).
    /// </summary>
    private static async Task<Results<Created<RetrievalAnswer>, ProblemHttpResult>> RequestAsync(
        Guid chatId,
        RetrievalRequest request,
        HttpContext http,
        ChatReader chats,
        EnforcementPoint enforcement,
        CancellationToken cancellationToken
    )
    {
        if (request.Check(out var ask) is { } invalid)
        {
            return invalid;
        }
        if (await chats.FindAsync(chatId, cancellationToken) is not { } chat)
        {
            return Problem.NotFound("recording-not-found", "There is no such recording.");
        }
        var requester = new Requester(Requester.Staff, http.User.SubjectId(), await http.AccessTokenAsync());
        var row = await enforcement.EnforceAsync(chat, requester, ask, cancellationToken);
        return row.Outcome == RetrievalRow.Permitted
            ? TypedResults.Created($"/api/retrievals/{row.RetrievalId}", Answer(row))
            : Refused(row).Challenge(http.Response);
    }

    /// <summary>One's own retrieval, without text.</summary>
    private static async Task<Results<Ok<RetrievalAnswer>, ProblemHttpResult>> GetAsync(
        Guid retrievalId,
        HttpContext http,
        RetrievalStore store,
        CancellationToken cancellationToken
    ) =>
        await store.FindOwnAsync(retrievalId, http.User.SubjectId(), cancellationToken) is { } row
            ? TypedResults.Ok(Answer(row))
            : NotFound();

    /// <summary>
    /// The text under one's own permit, until it ends; each call is an entry in the ledger. 403 <c>permit-ended</c>, and
    /// <c>restriction-needed</c> where the resident is not to learn of it yet and nobody has confirmed that.
    /// </summary>
    private static async Task<Results<Ok<Transcript>, ProblemHttpResult>> ReadAsync(
        Guid retrievalId,
        HttpContext http,
        RetrievalStore store,
        TranscriptReader reader,
        CancellationToken cancellationToken
    )
    {
        http.Response.ForbidStoring();
        if (await store.FindOwnAsync(retrievalId, http.User.SubjectId(), cancellationToken) is not { } row)
        {
            return NotFound();
        }
        var (transcript, problem) = await reader.ReadAsync(row, await http.AccessTokenAsync(), cancellationToken);
        return problem is null ? TypedResults.Ok(transcript) : problem;
    }

    private static RetrievalAnswer Answer(RetrievalRow row) =>
        new(
            row.RetrievalId,
            row.ChatId,
            row.DecisionId,
            row.Outcome,
            row.Purpose,
            row.CaseReference,
            row.Clause,
            row.ReasonCode,
            row.PolicyVersion,
            row.LedgerIndex,
            [.. ObligationsOf(row).Select(obligation => obligation.Id)],
            row.CreatedAt,
            row.PermitUntil
        );

    internal static ProblemHttpResult Denied(RetrievalRow row) => Refused(row).ToProblem();

    private static Refusal Refused(RetrievalRow row) =>
        new(
            "retrieval-denied",
            "The policy does not permit this retrieval.",
            row.Clause,
            row.ReasonCode,
            row.DecisionId,
            row.PolicyVersion,
            row.LedgerIndex,
            ObligationsOf(row)
        );

    private static List<Obligation> ObligationsOf(RetrievalRow row) =>
        JsonSerializer.Deserialize<List<Obligation>>(row.Obligations, JsonSerializerOptions.Web)!;

    private static ProblemHttpResult NotFound() =>
        Problem.NotFound("retrieval-not-found", "You have made no such retrieval.");
}
