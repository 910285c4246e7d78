using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.ServiceDefaults.Enforcement;

/// <summary>The policy's no to something that was asked for, as an enforcement point tells it.</summary>
/// <param name="Code">Of the problem, where nothing but the policy stands in the way.</param>
/// <param name="Detail">The same for people.</param>
public sealed record Refusal(
    string Code,
    string Detail,
    string Clause,
    string ReasonCode,
    Guid DecisionId,
    string PolicyVersion,
    long LedgerIndex,
    IReadOnlyList<Obligation> Obligations
)
{
    /// <summary>
    /// To whoever asks now: 401 <c>step-up-needed</c> when they have to sign in again first (RFC 9470), else what
    /// <see cref="ToProblem"/> says.
    /// </summary>
    public ProblemHttpResult Challenge(HttpResponse response)
    {
        if (StepUpChallenge.Of(ReasonCode, Obligations) is not { } stepUp)
        {
            return ToProblem();
        }
        stepUp.AddTo(response);
        var members = Members();
        (members["maxAge"], members["acr"]) = (stepUp.MaxAge, stepUp.Acr);
        return Problem.Of(
            StatusCodes.Status401Unauthorized,
            ReasonCodes.StepUpNeeded,
            "The policy asks for a more recent sign-in.",
            extensions: members
        );
    }

    /// <summary>403 with the clause that refuses, and the field that has to change where it is one of the request's.</summary>
    public ProblemHttpResult ToProblem() =>
        ReasonCode == ReasonCodes.UnknownPurpose
            ? Problem.Of(
                StatusCodes.Status400BadRequest,
                ReasonCodes.UnknownPurpose,
                "The policy knows no such purpose.",
                FieldOf(ReasonCode),
                extensions: Members()
            )
            : Problem.Of(StatusCodes.Status403Forbidden, Code, Detail, FieldOf(ReasonCode), extensions: Members());

    private Dictionary<string, object?> Members() =>
        new()
        {
            ["clause"] = Clause,
            ["reasonCode"] = ReasonCode,
            ["decisionId"] = DecisionId,
            ["policyVersion"] = PolicyVersion,
            ["ledgerIndex"] = LedgerIndex,
        };

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
}
