using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Cases;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Decisions;

internal static class EvaluationApi
{
    public const int MaxRequestBytes = 64 * 1024;
    private const int MaxNameLength = 64;
    private const int MaxIdLength = 200;

    public static void MapEvaluationApi(this IEndpointRouteBuilder app) =>
        app.MapPost("/access/v1/evaluation", EvaluateAsync)
            .RequireAuthorization(ServiceScopes.PolicyDecide)
            .WithMetadata(new RequestSizeLimitAttribute(MaxRequestBytes))
            .WithName("Evaluate");

    /// <summary>
    /// AuthZEN Authorization API 1.0, access evaluation. The decision is in the ledger before it is answered. 400 for a
    /// request without its required fields, 401 <c>subject-token-invalid</c> for staff without their own valid token, 503
    /// <c>ledger-unavailable</c> when the decision could not be committed: nothing is permitted then.
    /// </summary>
    private static async Task<Results<Ok<EvaluationResponse>, ProblemHttpResult>> EvaluateAsync(
        EvaluationRequest request,
        HttpContext http,
        DecisionPoint decisions,
        SubjectTokens tokens,
        CancellationToken cancellationToken
    )
    {
        if (Validate(request) is { } problem)
        {
            return problem;
        }
        var subject = DecisionSubject.Without(request.Subject.Type, request.Subject.Id);
        if (request.Subject.Type == DecisionSubject.Staff)
        {
            var staff = await tokens.ReadAsync(http.Request);
            if (staff?.Is(request.Subject.Id) is not true)
            {
                return InvalidSubjectToken();
            }
            subject = staff;
        }
        var question = new Question(
            subject,
            request.Action.Name,
            request.Resource.Type,
            request.Resource.Id,
            new Attributes(request.Resource.Properties),
            new Attributes(request.Context)
        );
        try
        {
            return TypedResults.Ok(await decisions.DecideAsync(question, http.User.SubjectId(), cancellationToken));
        }
        catch (LedgerUnavailableException)
        {
            return LedgerUnavailableException.ToProblem();
        }
    }

    public static ProblemHttpResult InvalidSubjectToken() =>
        Problem.Of(
            StatusCodes.Status401Unauthorized,
            "subject-token-invalid",
            $"The header {ServiceHeaders.SubjectToken} has to carry the valid access token of the member of staff who is the subject."
        );

    private static ProblemHttpResult? Validate(EvaluationRequest request) =>
        CheckText(request.Subject?.Type, "subject.type", MaxNameLength)
        ?? CheckText(request.Subject?.Id, "subject.id", MaxIdLength)
        ?? CheckText(request.Action?.Name, "action.name", MaxNameLength)
        ?? CheckText(request.Resource?.Type, "resource.type", MaxNameLength)
        ?? CheckText(request.Resource?.Id, "resource.id", MaxIdLength)
        ?? CheckCaseReference(request);

    /// <summary>A case reference of another type is not malformed but mistyped: the decision says so.</summary>
    private static ProblemHttpResult? CheckCaseReference(EvaluationRequest request) =>
        new Attributes(request.Context).Text(DecisionPoint.CaseReference).Value is { } reference
            ? CaseValidation.CheckReference(reference, $"context.{DecisionPoint.CaseReference}")
            : null;

    private static ProblemHttpResult? CheckText(string? value, string field, int limit) =>
        string.IsNullOrEmpty(value) ? Problem.Invalid("field-missing", $"The field {field} is required.", field)
        : value.Length > limit
            ? Problem.Invalid("field-too-long", $"The field {field} takes at most {limit} characters.", field, limit)
        : value.Any(char.IsControl) || value.Any(char.IsSurrogate)
            ? Problem.Invalid("field-malformed", $"The field {field} takes plain text only.", field)
        : null;
}
