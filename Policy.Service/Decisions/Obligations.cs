namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>The obligations that the evaluator itself has to know; all others are only data.</summary>
internal static class Obligations
{
    public const string TimeLimit = "time-limit";
    public const string StepUp = "step-up";
    public const string CaseToFollow = "case-to-follow";
    public const string ReviewWithin = "review-within";

    /// <summary>Carried out where readings are testified: none is, without a restriction in force.</summary>
    public const string RestrictedNotice = "restricted-notice";
}
