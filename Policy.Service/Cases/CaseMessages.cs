namespace WebchatAspire.Policy.Service.Cases;

/// <param name="ReviewOn">The day of the next look at it, as <c>yyyy-MM-dd</c>; the policy's period where it is null.</param>
internal sealed record NewCase(
    string? Kind,
    string? Reference,
    IReadOnlyList<string?>? ChatReferences,
    string? ReviewOn = null
);

internal sealed record NewCaseChat(string? ChatReference);

/// <param name="ReviewOn">As <c>yyyy-MM-dd</c>.</param>
internal sealed record NewReviewDate(string? ReviewOn);

internal sealed record CaseList(IReadOnlyList<CaseItem> Cases);

/// <param name="ReviewOverdue">The case is open, and the day on which it was to be looked at has passed.</param>
internal sealed record CaseItem(
    Guid Id,
    string Kind,
    string Reference,
    string State,
    IReadOnlyList<string> ChatReferences,
    bool OpenedByMe,
    DateTimeOffset OpenedAt,
    DateOnly ReviewOn,
    bool ReviewOverdue,
    DateTimeOffset? ClosedAt
)
{
    public static CaseItem Of(Case one, IEnumerable<string> chats, string me, DateOnly today) =>
        new(
            one.Id,
            one.Kind,
            one.Reference,
            one.State,
            [.. chats],
            one.OpenedBy == me,
            one.OpenedAt,
            one.ReviewOn,
            one.IsOpen && one.ReviewOn < today,
            one.ClosedAt
        );
}
