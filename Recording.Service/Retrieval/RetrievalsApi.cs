using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Recording.Service.Data;
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
            : StepUpChallenge.Of(row) is { } stepUp ? Challenged(row, stepUp, http.Response)
            : Denied(row);
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
            [
                .. JsonSerializer
                    .Deserialize<List<Obligation>>(row.Obligations, JsonSerializerOptions.Web)!
                    .Select(obligation => obligation.Id),
            ],
            row.CreatedAt,
            row.PermitUntil
        );

    /// <summary>To whoever asks now; a denial that is looked at later is one like any other.</summary>
    private static ProblemHttpResult Challenged(RetrievalRow row, StepUpChallenge stepUp, HttpResponse response)
    {
        stepUp.AddTo(response);
        var members = Members(row);
        (members["maxAge"], members["acr"]) = (stepUp.MaxAge, stepUp.Acr);
        return Problem.Of(
            StatusCodes.Status401Unauthorized,
            ReasonCodes.StepUpNeeded,
            "The policy asks for a more recent sign-in.",
            extensions: members
        );
    }

    private static Dictionary<string, object?> Members(RetrievalRow row) =>
        new()
        {
            ["clause"] = row.Clause,
            ["reasonCode"] = row.ReasonCode,
            ["decisionId"] = row.DecisionId,
            ["policyVersion"] = row.PolicyVersion,
            ["ledgerIndex"] = row.LedgerIndex,
        };

    internal static ProblemHttpResult Denied(RetrievalRow row)
    {
        var members = Members(row);
        return row.ReasonCode == ReasonCodes.UnknownPurpose
            ? Problem.Of(
                StatusCodes.Status400BadRequest,
                ReasonCodes.UnknownPurpose,
                "The policy knows no such purpose.",
                FieldOf(row.ReasonCode),
                extensions: members
            )
            : Problem.Of(
                StatusCodes.Status403Forbidden,
                "retrieval-denied",
                "The policy does not permit this retrieval.",
                FieldOf(row.ReasonCode),
                extensions: members
            );
    }

    /// <summary>The field of the request that a denial is about; null when it is about something else, such as a role.</summary>
    private static string? FieldOf(string reasonCode) =>
        reasonCode switch
        {
            ReasonCodes.UnknownPurpose => "purpose",
            ReasonCodes.CaseMissing
            or ReasonCodes.CaseNotFollowed
            or ReasonCodes.CaseUnknown
            or ReasonCodes.CaseClosed
            or ReasonCodes.CaseKind
            or ReasonCodes.CaseOpenedByRequester
            or ReasonCodes.ChatLinkedByRequester
            or ReasonCodes.CaseNotForThisRecording => "caseReference",
            ReasonCodes.OrderReferenceMissing => "orderReference",
            _ => null,
        };

    private static ProblemHttpResult NotFound() =>
        Problem.NotFound("retrieval-not-found", "You have made no such retrieval.");

    private static Task<string?> AccessTokenAsync(this HttpContext http) => http.GetTokenAsync("access_token");

    /// <summary>Text is never kept by browsers or proxies.</summary>
    internal static void ForbidStoring(this HttpResponse response) => response.Headers.CacheControl = "no-store";
}
