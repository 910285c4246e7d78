using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.ServiceDefaults.Tokens;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>Laws of the separation of duties, for every rule that a policy could have and every set of roles.</summary>
public sealed class SecondPersonProperties
{
    private const int Many = 2000;

    [Property(Arbitrary = [typeof(SecondPersons)], MaxTest = Many)]
    public bool Nobody_is_their_own_second_person_whatever_the_roles_and_the_policy(SecondPersonScenario scenario) =>
        SecondPerson.ObstacleFor(
            scenario.Rule,
            scenario.Person,
            scenario.Look with
            {
                RequestedBy = scenario.Person.Id.ToUpperInvariant(),
            }
        ) == ReasonCodes.OwnRequest;

    [Property(Arbitrary = [typeof(SecondPersons)], MaxTest = Many)]
    public bool Who_opened_the_case_or_took_part_never_decides_where_the_policy_separates_them(
        SecondPersonScenario scenario
    )
    {
        var policy = Scenario.Policy.Approvals;
        var asOpener = scenario.Look with { CaseOpeners = [.. scenario.Look.CaseOpeners, scenario.Person.Id] };
        var asAdviser = scenario.Look with { Participants = [.. scenario.Look.Participants, scenario.Person.Id] };
        return SecondPerson.ObstacleFor(policy, scenario.Person, asOpener) is not null
            && SecondPerson.ObstacleFor(policy, scenario.Person, asAdviser) is not null;
    }

    [Property(Arbitrary = [typeof(SecondPersons)], MaxTest = Many)]
    public bool Only_an_approver_approves(SecondPersonScenario scenario) =>
        scenario.Person.Roles.Contains(StaffRoles.Approver)
        || SecondPerson.ObstacleFor(Scenario.Policy.Approvals, scenario.Person, scenario.Look) is not null;

    [Property(Arbitrary = [typeof(SecondPersons)], MaxTest = Many)]
    public bool Only_an_approver_or_a_supervisor_of_that_service_reviews(SecondPersonScenario scenario) =>
        scenario.Person.Roles.Contains(StaffRoles.Approver)
        || (
            scenario.Person.Roles.Contains(StaffRoles.Supervisor)
            && scenario.Look.Service is { } service
            && scenario.Person.Services.Contains(service)
        )
        || SecondPerson.ObstacleFor(Scenario.Policy.Reviews, scenario.Person, scenario.Look) is not null;
}

internal sealed record SecondPersonRuleOf(IReadOnlyList<Grantee> Roles, IReadOnlyList<string> Apart)
    : SecondPersonRule(Roles, Apart);

/// <param name="Named">The roles that the rule names.</param>
/// <param name="Reach"><c>any</c> service or their <c>own</c>.</param>
/// <param name="Apart">From whom the rule separates the second person.</param>
public sealed record SecondPersonScenario(
    string[] Roles,
    string[] Services,
    string[] Named,
    string Reach,
    string[] Apart,
    string Subject,
    string Requester,
    string[] Openers,
    string[] Participants,
    string? Service
)
{
    internal SecondPersonRule Rule =>
        new SecondPersonRuleOf([.. Named.Select(role => new Grantee(role, Reach))], Apart);

    internal DecisionSubject Person => new(DecisionSubject.Staff, Subject, Roles.ToHashSet(), Services.ToHashSet());

    internal SecondLook Look => new(Requester, Service, Openers, Participants);
}

public static class SecondPersons
{
    private static readonly string[] People = ["anna", "Anna", "bo", "chi"];
    private static readonly string[] Services = ["parking", "housing"];
    private static readonly string[] Apart = ["requester", "case-opener", "participant"];

    public static Arbitrary<SecondPersonScenario> Any() =>
        (
            from roles in Gen.SubListOf(StaffRoles.All)
            from services in Gen.SubListOf(Services)
            from named in Gen.SubListOf(StaffRoles.All)
            from reach in Gen.Elements("any", "own")
            from apart in Gen.SubListOf(Apart)
            from person in Gen.Elements(People)
            from requester in Gen.Elements(People)
            from openers in Gen.SubListOf(People)
            from participants in Gen.SubListOf(People)
            from service in Gen.Elements(null, "parking", "housing")
            select new SecondPersonScenario(
                [.. roles],
                [.. services],
                [.. named],
                reach,
                [.. apart],
                person,
                requester,
                [.. openers],
                [.. participants],
                service
            )
        ).ToArbitrary();
}
