using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Decisions;

namespace WebchatAspire.Policy.Service.Policies;

/// <summary>The rules for the people in the loop: cases, approvals, reviews.</summary>
internal static class LoopRules
{
    public static IEnumerable<BrokenRule> Check(PolicyDocument policy) =>
        [
            .. policy.CaseReview.Days <= policy.CaseReview.MaxDays
                ? Array.Empty<BrokenRule>()
                : [new BrokenRule("/case_review/days", "review-in-time", "a case is reviewed later than is allowed")],
            .. RequesterApart("/approvals/separate_from", policy.Approvals),
            .. RequesterApart("/reviews/separate_from", policy.Reviews),
            .. Unique("/approvals/refusals", policy.Approvals.Refusals),
            .. Unique("/reviews/justified", policy.Reviews.Justified),
            .. Unique("/reviews/not_justified", policy.Reviews.NotJustified),
            .. policy.Purposes.SelectMany(
                (purpose, i) =>
                    purpose.Grants.SelectMany(
                        (grant, j) =>
                            grant.Obligations.SelectMany(
                                (obligation, k) => Hours(obligation, $"/purposes/{i}/grants/{j}/obligations/{k}")
                            )
                    )
            ),
        ];

    private static IEnumerable<BrokenRule> RequesterApart(string at, SecondPersonRule rule) =>
        rule.SeparateFrom.Contains(SecondPerson.Requester)
            ? []
            : [new BrokenRule(at, "requester-apart", "nobody is their own second person")];

    private static IEnumerable<BrokenRule> Unique(string list, IEnumerable<PolicyReason> reasons) =>
        PolicyRules.Unique(list, "code", reasons.Select(reason => reason.Code));

    private static IEnumerable<BrokenRule> Hours(Obligation obligation, string at) =>
        obligation.Id == Obligations.ReviewWithin && obligation.Properties?.ContainsKey("hours") is not true
            ? [new BrokenRule(at, "review-within-hours", "a review says within how many hours")]
            : [];
}
