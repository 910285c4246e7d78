using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.Policy.Service.Publication;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Policy.Service.Proposals;

/// <summary>Whether a text can be published now: by itself, and beside what is published already.</summary>
internal sealed class ProposalChecks(PolicyCatalogue catalogue, TimeProvider clock)
{
    public const string Field = "text";

    /// <summary>The policy that the text makes, or every error that could be found.</summary>
    public (PolicyDocument? Policy, IReadOnlyList<PolicyError> Errors) Check(string text)
    {
        var published = catalogue.LatestFirst.Select(entry => entry.Policy).OfType<PolicyDocument>().ToList();
        try
        {
            return (
                PolicyFile.Parse(Field, text, policy => HistoryRules.Check(policy, published, clock.GetUtcNow())),
                []
            );
        }
        catch (PolicyFileException exception)
        {
            return (null, ErrorsOf(exception));
        }
    }

    public static IReadOnlyList<PolicyError> ErrorsOf(PolicyFileException exception) =>
        [.. exception.Errors.Select(error => new PolicyError(error.Line, error.Column, error.Rule, error.Message))];

    /// <summary>Null for a text that can be looked at.</summary>
    public static ProblemHttpResult? CheckSize(string? text) =>
        string.IsNullOrWhiteSpace(text)
            ? Problem.Invalid("field-missing", $"The field {Field} is required: the policy as YAML.", Field)
        : Encoding.UTF8.GetByteCount(text) > PolicyText.MaxBytes
            ? Problem.Invalid(
                "field-too-long",
                $"A policy takes at most {PolicyText.MaxBytes / 1024} KiB.",
                Field,
                PolicyText.MaxBytes
            )
        : null;

    public static ProblemHttpResult Invalid(IReadOnlyList<PolicyError> errors) =>
        Problem.Of(
            StatusCodes.Status400BadRequest,
            "policy-invalid",
            "This text cannot become a policy. Each error says where it stands and which rule it breaks.",
            Field,
            extensions: new Dictionary<string, object?> { ["errors"] = errors }
        );

    public static ProblemHttpResult Outdated(IReadOnlyList<PolicyError> errors) =>
        Problem.Of(
            StatusCodes.Status409Conflict,
            "proposal-outdated",
            "This proposal could be published once and cannot any more. Each error says why; propose it anew.",
            extensions: new Dictionary<string, object?> { ["errors"] = errors }
        );
}
