using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>What a second person is asked about: the access of somebody, and who stands too near to it.</summary>
/// <param name="RequestedBy">The subject whose access it is.</param>
/// <param name="Service">The service that the chat belongs to, if it is known.</param>
/// <param name="CaseOpeners">Who opened the case, and who linked the chat to it.</param>
/// <param name="Participants">The advisers of that chat.</param>
internal sealed record SecondLook(
    string RequestedBy,
    string? Service,
    IReadOnlyCollection<string> CaseOpeners,
    IReadOnlyCollection<string> Participants
);

/// <summary>Separation of duties: who may be the second pair of eyes. By the policy's data alone.</summary>
internal static class SecondPerson
{
    public const string Requester = "requester";
    public const string CaseOpener = "case-opener";
    public const string Participant = "participant";

    /// <returns>Null if this person may decide, else the reason code that says why not.</returns>
    public static string? ObstacleFor(SecondPersonRule rule, DecisionSubject person, SecondLook look)
    {
        // Whatever the policy's data say: nobody is their own second person.
        if (person.Is(look.RequestedBy))
        {
            return ReasonCodes.OwnRequest;
        }
        var fitting = rule.Who.Where(who => who.Role is { } role && person.Roles.Contains(role)).ToList();
        if (fitting.Count == 0)
        {
            return ReasonCodes.RoleNotAllowed;
        }
        if (!fitting.Exists(who => !who.OwnServicesOnly || Serves(person, look.Service)))
        {
            return ReasonCodes.ServiceNotAllowed;
        }
        if (rule.SeparateFrom.Contains(CaseOpener) && look.CaseOpeners.Any(person.Is))
        {
            return ReasonCodes.CaseOpenedByRequester;
        }
        return rule.SeparateFrom.Contains(Participant) && look.Participants.Any(person.Is)
            ? ReasonCodes.Participant
            : null;
    }

    /// <summary>Whether the person has a role of the rule, so that they may see what waits for a decision.</summary>
    public static bool HasRole(SecondPersonRule rule, DecisionSubject person, string? service) =>
        rule.Who.Any(who =>
            who.Role is { } role && person.Roles.Contains(role) && (!who.OwnServicesOnly || Serves(person, service))
        );

    private static bool Serves(DecisionSubject person, string? service) =>
        service is not null && person.Services.Contains(service);
}
