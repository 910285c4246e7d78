using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.Policy.Service.Policies;

/// <summary>One version of the policy, as its file says it. Immutable; a change is a new version.</summary>
/// <param name="TimeZone">The IANA time zone in which its first day begins, and services open.</param>
/// <param name="Languages">What residents can choose, as BCP 47 tags.</param>
internal sealed record PolicyDocument(
    string Version,
    DateOnly InForceFrom,
    string TimeZone,
    IReadOnlyList<string> Languages,
    IReadOnlyList<PolicyClause> Clauses,
    PolicyNotice Notice,
    IReadOnlyList<CouncilService> Services,
    PolicyConduct Conduct,
    IReadOnlyList<PolicyOutcome> Outcomes,
    IReadOnlyList<string> CaseKinds,
    CaseReview CaseReview,
    ApprovalRule Approvals,
    ReviewRule Reviews,
    PolicyRestrictions Restrictions,
    IReadOnlyList<ResourceKind> Resources,
    IReadOnlyList<ObligationKind> Obligations,
    int PermitMinutes,
    Refusals Refusals,
    NeverRules Never,
    IReadOnlyList<Purpose> Purposes
)
{
    public bool IsInForceAt(DateTimeOffset time) => InForceFrom <= DayOf(time);

    /// <summary>The day that it is in the policy's time zone.</summary>
    public DateOnly DayOf(DateTimeOffset time) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeBySystemTimeZoneId(time, TimeZone).DateTime);

    /// <summary>When a day begins in the policy's time zone.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(
            midnight,
            TimeZoneInfo.FindSystemTimeZoneById(TimeZone).GetUtcOffset(midnight)
        ).ToUniversalTime();
    }

    public Purpose? FindPurpose(string id) => Purposes.FirstOrDefault(purpose => purpose.Id == id);

    /// <summary>The purpose with a grant that needs this, such as <c>agreement</c>.</summary>
    public Purpose? PurposeThatNeeds(string need) =>
        Purposes.FirstOrDefault(purpose => purpose.Grants.Any(grant => grant.Needs?.Contains(need) is true));

    public ResourceKind? FindResource(string type) => Resources.FirstOrDefault(resource => resource.Type == type);

    /// <summary>Whether any grant knows the action: only then may its name stand in telemetry and in the ledger.</summary>
    public bool KnowsAction(string action) =>
        Purposes.Any(purpose => purpose.Grants.Any(grant => grant.Actions.Contains(action)));
}

/// <param name="RetentionMonths">How long a recording is kept after the chat ended.</param>
/// <param name="Alignment">Whether recordings follow the telephone recording policy (P4).</param>
internal sealed record CouncilService(
    string Slug,
    string Name,
    string Team,
    string Hours,
    IReadOnlyList<OpeningHours> Opening,
    IReadOnlyList<ContactWay> Contacts,
    int RetentionMonths,
    string Alignment,
    bool QuickExit = false
);

/// <param name="Days">After how many days an open case is looked at again if nobody says otherwise.</param>
/// <param name="MaxDays">After how many days at the latest.</param>
internal sealed record CaseReview(int Days, int MaxDays);

/// <summary>Who may be the second pair of eyes, and who never is, whatever their roles.</summary>
internal abstract record SecondPersonRule(IReadOnlyList<Grantee> Who, IReadOnlyList<string> SeparateFrom);

/// <param name="RequestHours">Within how many hours somebody has to decide.</param>
/// <param name="ValidHours">For how many hours an approval is in force.</param>
internal sealed record ApprovalRule(
    IReadOnlyList<Grantee> Who,
    IReadOnlyList<string> SeparateFrom,
    int RequestHours,
    int ValidHours,
    IReadOnlyList<PolicyReason> Refusals
) : SecondPersonRule(Who, SeparateFrom);

internal sealed record ReviewRule(
    IReadOnlyList<Grantee> Who,
    IReadOnlyList<string> SeparateFrom,
    IReadOnlyList<PolicyReason> Justified,
    IReadOnlyList<PolicyReason> NotJustified
) : SecondPersonRule(Who, SeparateFrom);

/// <param name="Attributes">What an enforcement point has to tell about such a resource.</param>
internal sealed record ResourceKind(string Type, IReadOnlyList<string> Attributes);

internal sealed record ObligationKind(string Id, string Text);

/// <summary>The clauses that a refusal cites when no purpose's own clause does.</summary>
internal sealed record Refusals(string Default, string UnknownPurpose);

/// <summary>What is never permitted: these beat every grant.</summary>
internal sealed record NeverRules(OversightRole OversightRole, ParticipantRule Participant, OpenerRule OpenerOfCase);

/// <summary>Roles that watch over the system read no text by virtue of that role.</summary>
internal sealed record OversightRole(string Clause, IReadOnlyList<string> Roles, IReadOnlyList<string> Actions);

/// <summary>The adviser of a chat does not retrieve it.</summary>
internal sealed record ParticipantRule(string Clause, IReadOnlyList<string> Except);

/// <summary>Who opened a case does not retrieve under it.</summary>
internal sealed record OpenerRule(string Clause);

/// <param name="Visibility">When the resident sees the access.</param>
/// <param name="Dpv">The W3C Data Privacy Vocabulary term; null where the vocabulary has no place for it.</param>
internal sealed record Purpose(
    string Id,
    string Label,
    string Clause,
    string LawfulBasis,
    string Visibility,
    IReadOnlyList<Grant> Grants,
    string? Dpv = null,
    IReadOnlyList<string>? Also = null,
    IReadOnlyList<string>? DpvAlso = null
);

/// <summary>What a purpose permits, to whom, under which conditions, and with what to be done.</summary>
internal sealed record Grant(
    string Subject,
    IReadOnlyList<Grantee> Who,
    IReadOnlyList<string> Actions,
    IReadOnlyList<string> Resources,
    IReadOnlyList<Obligation> Obligations,
    CaseCondition? Case = null,
    IReadOnlyList<string>? Needs = null
);

/// <summary>A role of staff, the resident of that very chat, or a service of this system.</summary>
internal sealed record Grantee(
    string? Role = null,
    string? Services = null,
    bool OwnChat = false,
    string? Client = null
)
{
    public bool OwnServicesOnly => Services == "own";
}

/// <param name="MayFollowWithinHours">In an emergency the case may be opened later, within these hours.</param>
/// <param name="UnlessOverdue">Not to who owes an earlier one for longer than that.</param>
internal sealed record CaseCondition(string Kind, int? MayFollowWithinHours = null, bool UnlessOverdue = false);
