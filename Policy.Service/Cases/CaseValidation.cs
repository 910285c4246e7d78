using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Policy.Service.Cases;

/// <summary>What a case may consist of. Kinds are the policy's.</summary>
internal sealed partial class CaseValidation(PolicyCatalogue policies, TimeProvider clock)
{
    /// <param name="reviewOn">The day asked for, or by the policy's period.</param>
    public ProblemHttpResult? Check(NewCase request, out DateOnly reviewOn)
    {
        var now = clock.GetUtcNow();
        var policy = policies.InForceAt(now);
        reviewOn = policy.DayOf(now).AddDays(policy.CaseReview.Days);
        return CheckKind(request.Kind)
            ?? CheckReference(request.Reference, "reference")
            ?? CheckChats(request.ChatReferences)
            ?? (string.IsNullOrWhiteSpace(request.ReviewOn) ? null : CheckReviewDate(request.ReviewOn, out reviewOn));
    }

    /// <summary>A day from today on, and not later than the policy allows.</summary>
    public ProblemHttpResult? CheckReviewDate(string? text, out DateOnly reviewOn)
    {
        if (!DateOnly.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out reviewOn))
        {
            return Problem.Invalid("review-date-malformed", "State the day of the review as yyyy-MM-dd.", "reviewOn");
        }
        var now = clock.GetUtcNow();
        var policy = policies.InForceAt(now);
        var today = policy.DayOf(now);
        var days = policy.CaseReview.MaxDays;
        return reviewOn >= today && reviewOn <= today.AddDays(days)
            ? null
            : Problem.Invalid(
                "review-date-out-of-range",
                $"The day of the review is today or within {days} days.",
                "reviewOn",
                days
            );
    }

    public ProblemHttpResult? CheckFilter(string? kind, string? state) =>
        kind is not null && CheckKind(kind) is { } problem ? problem
        : state is null or Case.OpenState or Case.ClosedState ? null
        : Problem.Invalid("state-unknown", "A case is open or closed.", "state");

    private ProblemHttpResult? CheckKind(string? kind)
    {
        var kinds = policies.InForceAt(clock.GetUtcNow()).CaseKinds;
        return kind is not null && kinds.Contains(kind)
            ? null
            : Problem.Invalid("kind-unknown", $"The kind is one of: {string.Join(", ", kinds)}.", "kind");
    }

    /// <param name="field">The field that the reference stands in.</param>
    public static ProblemHttpResult? CheckReference(string? reference, string field) =>
        reference is not null && Reference().IsMatch(reference)
            ? null
            : Problem.Invalid(
                "reference-malformed",
                $"The reference has 1 to {Case.MaxReferenceLength} capital letters, digits, hyphens and slashes.",
                field,
                Case.MaxReferenceLength
            );

    private static ProblemHttpResult? CheckChats(IReadOnlyList<string?>? references) =>
        references is not { Count: >= 1 and <= Case.MaxChats }
            ? Problem.Invalid(
                "chat-references-count",
                $"A case names 1 to {Case.MaxChats} chats by their references.",
                "chatReferences",
                Case.MaxChats
            )
            : references
                .Select(reference => CheckChat(reference, "chatReferences"))
                .FirstOrDefault(problem => problem is not null);

    public static bool IsChat(string reference) => ChatReference().IsMatch(reference);

    /// <param name="field">The field that the chat's reference stands in.</param>
    public static ProblemHttpResult? CheckChat(string? reference, string field) =>
        reference is not null && IsChat(reference)
            ? null
            : Problem.Invalid("chat-reference-malformed", "A chat's reference looks like ABCD-2345.", field);

    [GeneratedRegex(@"\A[A-Z0-9/-]{1,40}\z")]
    private static partial Regex Reference();

    [GeneratedRegex(@"\A[A-Z0-9]{4}-[A-Z0-9]{4}\z")]
    private static partial Regex ChatReference();
}
