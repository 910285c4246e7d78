using WebchatAspire.Policy.Service.Decisions;

namespace WebchatAspire.Policy.Service.Restrictions;

/// <param name="DecisionId">The caller's own permit.</param>
/// <param name="Ground">The id of one of the policy's grounds.</param>
/// <param name="Authority">The reference of the order or matter that it rests on.</param>
/// <param name="EndsOn">ISO 8601 date on which the resident sees the access.</param>
internal sealed record NewRestriction(Guid? DecisionId, string? Ground, string? Authority, string? EndsOn);

internal sealed record RestrictionList(IReadOnlyList<RestrictionItem> Restrictions);

/// <param name="Purpose">Of the decision, as is the case; a second person sees no more of what was read.</param>
/// <param name="State"><c>requested</c>, <c>confirmed</c>, <c>refused</c>, <c>lifted</c> or <c>ended</c>.</param>
internal sealed record RestrictionItem(
    Guid Id,
    Guid DecisionId,
    string? Purpose,
    string? CaseReference,
    string Ground,
    string Authority,
    DateOnly EndsOn,
    string State,
    bool RequestedByMe,
    DateTimeOffset RequestedAt,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset? ClosedAt
)
{
    public static RestrictionItem Of(
        Restriction one,
        DecisionRecord decision,
        string? caseReference,
        string me,
        DateTimeOffset now
    ) =>
        new(
            one.Id,
            one.DecisionId,
            decision.Purpose,
            caseReference,
            one.Ground,
            one.Authority,
            one.EndsOn,
            one.StateAt(now),
            one.IsRequestedBy(me),
            one.RequestedAt,
            one.AnsweredAt,
            one.ClosedAt
        );
}
