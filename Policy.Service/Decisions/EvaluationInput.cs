using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Cases;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>Makes a question of a request, or says what is wrong with it. Members that nobody knows are ignored.</summary>
internal static class EvaluationInput
{
    private const int MaxNameLength = 64;
    private const int MaxIdLength = 200;

    /// <param name="staff">The members of staff whose valid tokens came with the request: nobody else can be its subject.</param>
    public static (Question? Question, ProblemHttpResult? Problem) Read(
        EvaluationRequest request,
        IReadOnlyList<DecisionSubject> staff
    )
    {
        if (Validate(request) is { } problem)
        {
            return (null, problem);
        }
        var (type, id) = (request.Subject.Type, request.Subject.Id);
        var subject =
            type == DecisionSubject.Staff ? staff.FirstOrDefault(one => one.Is(id)) : DecisionSubject.Without(type, id);
        return subject is null
            ? (null, InvalidSubjectToken())
            : (
                new Question(
                    subject,
                    request.Action.Name,
                    request.Resource.Type,
                    request.Resource.Id,
                    new Attributes(request.Resource.Properties),
                    new Attributes(request.Context)
                ),
                null
            );
    }

    /// <summary>One of several evaluations, completed from what they have in common (AuthZEN 1.0, 7.1.1).</summary>
    public static (Question? Question, ProblemHttpResult? Problem) Read(
        JsonElement evaluation,
        EvaluationsRequest common,
        IReadOnlyList<DecisionSubject> staff
    )
    {
        try
        {
            return evaluation.Deserialize<EvaluationRequest>(JsonSerializerOptions.Web) is { } request
                ? Read(Complete(request, common), staff)
                : (null, Malformed());
        }
        catch (JsonException)
        {
            return (null, Malformed());
        }
    }

    /// <summary>
    /// A member that the evaluation has stands for itself, properties included; only what would be required of it is taken
    /// from the common one (certification scenario, 3.2.7).
    /// </summary>
    private static EvaluationRequest Complete(EvaluationRequest request, EvaluationsRequest common) =>
        new(
            request.Subject is { } subject
                ? subject with
                {
                    Type = subject.Type ?? common.Subject?.Type!,
                    Id = subject.Id ?? common.Subject?.Id!,
                }
                : common.Subject!,
            request.Action is { } action ? action with { Name = action.Name ?? common.Action?.Name! } : common.Action!,
            request.Resource is { } resource
                ? resource with
                {
                    Type = resource.Type ?? common.Resource?.Type!,
                    Id = resource.Id ?? common.Resource?.Id!,
                }
                : common.Resource!,
            request.Context ?? common.Context
        );

    public static ProblemHttpResult InvalidSubjectToken() =>
        Problem.Of(
            StatusCodes.Status401Unauthorized,
            "subject-token-invalid",
            $"The header {ServiceHeaders.SubjectToken} has to carry the valid access token of the member of staff who is the subject."
        );

    private static ProblemHttpResult Malformed() =>
        Problem.Invalid(
            "malformed-request",
            "The evaluation has to be an object with the documented members.",
            "evaluations"
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
