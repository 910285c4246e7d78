using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>
/// The obligation to have proved recently who one is. It is fulfilled before the permit or not at all: the enforcement
/// point sends the person to sign in again (RFC 9470), and their next question comes with a new token.
/// </summary>
internal static class StepUp
{
    /// <returns>The obligation that the subject has not fulfilled, or null.</returns>
    public static Obligation? Missing(
        IEnumerable<Obligation> obligations,
        DecisionSubject subject,
        DateTimeOffset at
    ) => obligations.FirstOrDefault(item => item.Id == Obligations.StepUp && !IsFulfilled(item, subject, at));

    private static bool IsFulfilled(Obligation obligation, DecisionSubject subject, DateTimeOffset at)
    {
        var minutes = obligation.Properties!["minutes"].GetInt32();
        return subject.AuthenticatedAt is { } signedIn
            // A provider's clock may be ahead, but not by more than what is asked for.
            && (at - signedIn).Duration() <= TimeSpan.FromMinutes(minutes)
            && (
                !obligation.Properties.TryGetValue("acr", out var acr)
                || acr.GetString() == subject.AuthenticationContext
            );
    }
}
