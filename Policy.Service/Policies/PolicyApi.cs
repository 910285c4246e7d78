using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.Policy.Service.Policies;

internal static class PolicyApi
{
    public static void MapPolicyApi(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/policy", GetPolicy).AllowAnonymous().WithName("GetPolicy");

    /// <summary>The policy in force, as everybody may read it (P5, P19).</summary>
    private static PublishedPolicy GetPolicy(PolicyCatalogue policies, TimeProvider clock) =>
        Publish(policies.InForceAt(clock.GetUtcNow()));

    /// <summary>A version as everybody may read it.</summary>
    public static PublishedPolicy Publish(PolicyDocument policy) =>
        new(
            policy.Version,
            policy.InForceFrom,
            policy.TimeZone,
            policy.Notice,
            [
                .. policy.Services.Select(service => new PolicyService(
                    service.Slug,
                    service.Name,
                    service.Team,
                    service.Hours,
                    service.RetentionMonths,
                    service.Opening,
                    service.Contacts,
                    service.QuickExit
                )),
            ],
            policy.Conduct,
            policy.Outcomes,
            [.. policy.Purposes.Select(Publish)],
            policy.Clauses,
            new PolicyRegisters(
                policy.CaseKinds,
                policy.CaseReview.Days,
                policy.Approvals.Refusals,
                policy.Reviews.Justified,
                policy.Reviews.NotJustified,
                policy.Restrictions
            )
        );

    private static PolicyPurpose Publish(Purpose purpose) =>
        new(
            purpose.Id,
            purpose.Label,
            purpose.Clause,
            [.. purpose.Grants.SelectMany(grant => grant.Actions).Distinct()],
            [.. purpose.Grants.SelectMany(grant => grant.Who).Select(who => who.Role).OfType<string>().Distinct()],
            purpose.Grants.Select(grant => grant.Case?.Kind).FirstOrDefault(kind => kind is not null),
            purpose.Dpv ?? ""
        );
}
