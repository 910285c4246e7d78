using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Policy.Service.Cases;
using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Policy.Service.Restrictions;

internal static class RestrictionValidation
{
    public static ProblemHttpResult? Check(
        NewRestriction request,
        PolicyDocument policy,
        DateTimeOffset now,
        out DateOnly endsOn
    )
    {
        endsOn = default;
        return request.DecisionId is null
                ? Problem.Invalid("decision-missing", "The id of the decision is required.", "decisionId")
            : request.Ground is null || policy.Restrictions.Find(request.Ground) is null
                ? Problem.Invalid(
                    "ground-unknown",
                    $"The ground is one of: {string.Join(", ", policy.Restrictions.Grounds.Select(one => one.Id))}.",
                    "ground"
                )
            : CaseValidation.CheckReference(request.Authority, "authority")
                ?? CheckEnd(request.EndsOn, policy, now, out endsOn);
    }

    private static ProblemHttpResult? CheckEnd(
        string? text,
        PolicyDocument policy,
        DateTimeOffset now,
        out DateOnly endsOn
    )
    {
        if (!DateOnly.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out endsOn))
        {
            return Problem.Invalid("ends-on-malformed", "The date looks like 2026-03-27.", "endsOn");
        }
        var today = policy.DayOf(now);
        var months = policy.Restrictions.MaxMonths;
        return endsOn <= today ? Problem.Invalid("ends-on-past", "The date has to be after today.", "endsOn")
            : endsOn > today.AddMonths(months)
                ? Problem.Invalid(
                    "ends-on-too-late",
                    $"The date is within {months} months. A restriction can be asked for anew before it ends.",
                    "endsOn",
                    months
                )
            : null;
    }
}
