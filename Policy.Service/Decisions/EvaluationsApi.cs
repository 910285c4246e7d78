using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Decisions;

internal static class EvaluationsApi
{
    public const string Path = "/access/v1/evaluations";
    public const int MaxEvaluations = 100;
    public const int MaxRequestBytes = 1024 * 1024;

    private const string SemanticOption = "evaluations_semantic";

    private static readonly Dictionary<string, EvaluationsSemantic> Semantics = new(StringComparer.Ordinal)
    {
        ["execute_all"] = EvaluationsSemantic.ExecuteAll,
        ["deny_on_first_deny"] = EvaluationsSemantic.DenyOnFirstDeny,
        ["permit_on_first_permit"] = EvaluationsSemantic.PermitOnFirstPermit,
    };

    public static void MapEvaluationsApi(this IEndpointRouteBuilder app) =>
        app.MapPost(Path, EvaluateAllAsync)
            .RequireAuthorization(ServiceScopes.PolicyDecide)
            .WithMetadata(new RequestSizeLimitAttribute(MaxRequestBytes))
            .WithName("EvaluateAll");

    /// <summary>
    /// AuthZEN Authorization API 1.0, access evaluations: up to 100 questions, each a decision of its own in the ledger, all
    /// committed before the answer. A question that cannot be put is answered no, with an error in its context; what is
    /// wrong with the whole is refused as a single evaluation is. Staff are subjects by their own valid tokens, one header each.
    /// </summary>
    private static async Task<Results<Ok<EvaluationsResponse>, ProblemHttpResult>> EvaluateAllAsync(
        EvaluationsRequest request,
        HttpContext http,
        DecisionPoint decisions,
        SubjectTokens tokens,
        CancellationToken cancellationToken
    )
    {
        if (request.Evaluations?.Count > MaxEvaluations)
        {
            return TooMany();
        }
        if (ReadSemantic(request) is not { } semantic)
        {
            return UnknownSemantic();
        }
        var staff = await tokens.ReadAllAsync(http.Request);
        try
        {
            return request.Evaluations is [_, ..] evaluations
                ? await EvaluateAsync(
                    [.. evaluations.Select(one => EvaluationInput.Read(one, request, staff))],
                    semantic,
                    decisions,
                    http.User.SubjectId(),
                    cancellationToken
                )
                : await EvaluateOneAsync(
                    EvaluationInput.Read(
                        new EvaluationRequest(request.Subject!, request.Action!, request.Resource!, request.Context),
                        staff
                    ),
                    decisions,
                    http.User.SubjectId(),
                    cancellationToken
                );
        }
        catch (LedgerUnavailableException)
        {
            return LedgerUnavailableException.ToProblem();
        }
    }

    private static async Task<Results<Ok<EvaluationsResponse>, ProblemHttpResult>> EvaluateAsync(
        IReadOnlyList<(Question? Question, ProblemHttpResult? Problem)> read,
        EvaluationsSemantic semantic,
        DecisionPoint decisions,
        string askedBy,
        CancellationToken cancellationToken
    )
    {
        var answers = await decisions.DecideAsync(
            [.. read.Select(one => one.Question)],
            semantic,
            askedBy,
            cancellationToken
        );
        var items = answers.Zip(
            read,
            (answer, one) =>
                answer is null
                    ? new EvaluationsItem(false, Failure(one.Problem!))
                    : new EvaluationsItem(answer.Decision, answer.Context)
        );
        return TypedResults.Ok(new EvaluationsResponse(null, null, [.. items]));
    }

    private static async Task<Results<Ok<EvaluationsResponse>, ProblemHttpResult>> EvaluateOneAsync(
        (Question? Question, ProblemHttpResult? Problem) read,
        DecisionPoint decisions,
        string askedBy,
        CancellationToken cancellationToken
    )
    {
        if (read.Question is not { } question)
        {
            return read.Problem!;
        }
        var answer = await decisions.DecideAsync(question, askedBy, cancellationToken);
        return TypedResults.Ok(new EvaluationsResponse(answer.Decision, answer.Context, null));
    }

    private static EvaluationsSemantic? ReadSemantic(EvaluationsRequest request)
    {
        if (request.Options?.TryGetValue(SemanticOption, out var option) is not true)
        {
            return EvaluationsSemantic.ExecuteAll;
        }
        return
            new Attributes(request.Options).Text(SemanticOption).Value is { } name
            && Semantics.TryGetValue(name, out var semantic)
            ? semantic
            : null;
    }

    private static FailureContext Failure(ProblemHttpResult problem) =>
        new(
            new EvaluationError(
                problem.StatusCode,
                (string)problem.ProblemDetails.Extensions["code"]!,
                problem.ProblemDetails.Detail!,
                problem.ProblemDetails.Extensions.TryGetValue("field", out var field) ? (string?)field : null
            )
        );

    private static ProblemHttpResult TooMany() =>
        Problem.Invalid(
            "too-many-evaluations",
            $"One request takes at most {MaxEvaluations} evaluations.",
            "evaluations",
            MaxEvaluations
        );

    private static ProblemHttpResult UnknownSemantic() =>
        Problem.Invalid(
            "semantic-unknown",
            $"The semantic is one of {string.Join(", ", Semantics.Keys)}.",
            $"options.{SemanticOption}"
        );
}
