namespace WebchatAspire.Policy.Service.Tests;

/// <summary>
/// The policy's table of purposes, restated by hand and apart from the policy file: the file and the evaluator together
/// have to permit exactly this.
/// </summary>
internal static class PolicyTable
{
    public static bool Permits(Scenario s) =>
        !IsForbidden(s)
        && Row(s) is { } obligations
        && obligations.All(s.Understood.Contains)
        && (!obligations.Contains("step-up") || s.SignedIn == "recently");

    private static bool IsForbidden(Scenario s) =>
        s is { SubjectType: "staff", IsAdviser: true, Purpose: not "service-continuity" };

    /// <summary>The obligations of the row that applies, or null where none does.</summary>
    private static string[]? Row(Scenario s)
    {
        var officer = Is(s, "records-officer");
        var supervisor = Is(s, "supervisor") && s.OwnService;
        var good = s.Case == "good";
        return (s.Purpose, s.Action, s.Resource) switch
        {
            ("complaint", "retrieve", "recording") when officer && good =>
            [
                "step-up",
                "mask-third-parties",
                "time-limit",
            ],
            ("safety", "retrieve" or "monitor", "recording" or "chat") when (officer || supervisor) && good =>
            [
                "step-up",
                "review-within",
            ],
            ("safety", "retrieve" or "monitor", "recording" or "chat")
                when (officer || supervisor) && s is { Case: "none", OwesCase: false } =>
            [
                "step-up",
                "review-within",
                "case-to-follow",
            ],
            ("crime", "retrieve" or "monitor", "recording" or "chat") when officer && good && s.Approved =>
            [
                "step-up",
                "restricted-notice",
            ],
            ("fraud", "retrieve" or "disclose", "recording") when officer && good && s.Approved =>
            [
                "step-up",
                "restricted-notice",
                "register-disclosure",
            ],
            ("legal-requirement", "retrieve" or "disclose", "recording")
                when officer && s.OrderReference && s.Approved => ["step-up", "register-disclosure", "hold"],
            ("conduct-review", "retrieve", "recording") when supervisor && s.Flagged => ["step-up", "time-limit"],
            ("quality", "monitor", "chat") when supervisor && (s.Sampled || s.Asked) =>
            [
                "step-up",
                "tell-adviser",
                "read-only",
            ],
            ("evaluation", "retrieve", "recording") when supervisor && s.Sampled =>
            [
                "step-up",
                "pseudonymise-resident",
                "tell-adviser",
            ],
            ("training", "copy", "anonymised-copy") when Is(s, "trainer") && s.Agreed && s.Approved => ["anonymise"],
            ("service-improvement", "export", "dataset") when Is(s, "analyst") && s.Approved => ["anonymise"],
            ("business-intelligence", "aggregate", "statistics") when Is(s, "analyst") => ["suppress-small-numbers"],
            ("subject-access", "retrieve" or "export", "recording") when officer && s.IdentityRegistered =>
            [
                "step-up",
                "mask-third-parties",
                "reply-date",
            ],
            ("subject-access", "retrieve" or "export", "recording")
                when s is { SubjectType: "resident", OwnChat: true, IdentityBySecret: true } => ["time-limit"],
            ("service-continuity", "rebuild", "chat")
                when s is { SubjectType: "service", ChatApi: true, State: not "ended" } => ["live-chat-only"],
            _ => null,
        };
    }

    private static bool Is(Scenario s, string role) => s.SubjectType == "staff" && s.Roles.Contains(role);
}
