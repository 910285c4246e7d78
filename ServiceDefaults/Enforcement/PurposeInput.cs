using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.ServiceDefaults.Enforcement;

/// <summary>What somebody names when they ask for access: a purpose of the policy, and a case of the register.</summary>
public static partial class PurposeInput
{
    private const int MaxPurpose = 40;
    private const int MaxCaseReference = 40;

    /// <summary>A problem that names the field and its limit, or null.</summary>
    public static ProblemHttpResult? Check(string purpose, string? caseReference) =>
        !PurposePattern().IsMatch(purpose)
            ? Problem.Invalid(
                "purpose-invalid",
                "State the purpose by its id: small letters and hyphens.",
                "purpose",
                MaxPurpose
            )
        : caseReference is not null && !CasePattern().IsMatch(caseReference)
            ? Problem.Invalid(
                "case-reference-invalid",
                $"A case reference has 1 to {MaxCaseReference} capital letters, digits, slashes and hyphens.",
                "caseReference",
                MaxCaseReference
            )
        : null;

    [GeneratedRegex(@"\A[a-z][a-z-]{0,39}\z")]
    private static partial Regex PurposePattern();

    [GeneratedRegex(@"\A[A-Z0-9/-]{1,40}\z")]
    private static partial Regex CasePattern();
}
