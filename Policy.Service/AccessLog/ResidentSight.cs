using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.Policy.Service.Reviews;

namespace WebchatAspire.Policy.Service.AccessLog;

/// <summary>When a resident sees that their recording was used, by the purpose's <c>visibility</c> (law 7).</summary>
internal static class ResidentSight
{
    public const string AtOnce = "at-once";
    public const string AfterReview = "after-review";
    public const string WhenRestrictionEnds = "when-restriction-ends";
    public const string UnlessOrderForbids = "unless-order-forbids";

    /// <param name="restricted">Whether a restriction of that decision is in force.</param>
    /// <param name="review">Of the access, if it has to be reviewed.</param>
    public static bool Sees(Purpose purpose, bool restricted, Review? review, DateTimeOffset now) =>
        purpose.Visibility switch
        {
            // A restriction is the only thing that withholds for long, whatever the purpose: it has a ground and an end.
            AtOnce or WhenRestrictionEnds or UnlessOrderForbids => !restricted,
            // A review that nobody does must not withhold it for ever.
            AfterReview => !restricted && (review is null || review.State == Review.Done || now >= review.DueAt),
            // Uses that are announced as a class on the notice, and carrying on one's own chat, are not listed one by one.
            _ => false,
        };
}
