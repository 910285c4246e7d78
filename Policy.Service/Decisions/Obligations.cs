namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>The obligations that the evaluator itself has to know; all others are only data.</summary>
internal static class Obligations
{
    public const string TimeLimit = "time-limit";
    public const string CaseToFollow = "case-to-follow";
    public const string ReviewWithin = "review-within";
}
