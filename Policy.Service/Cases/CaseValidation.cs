using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Policy.Service.Policies;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Policy.Service.Cases;

/// <summary>What a case may consist of. Kinds are the policy's.</summary>
internal sealed partial class CaseValidation(PolicyCatalogue policies, TimeProvider clock)
{
    public ProblemHttpResult? Check(NewCase request) =>
        CheckKind(request.Kind) ?? CheckReference(request.Reference, "reference") ?? CheckChats(request.ChatReferences);

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
        : references.All(reference => reference is not null && ChatReference().IsMatch(reference)) ? null
        : Problem.Invalid("chat-reference-malformed", "A chat's reference looks like ABCD-2345.", "chatReferences");

    [GeneratedRegex(@"\A[A-Z0-9/-]{1,40}\z")]
    private static partial Regex Reference();

    [GeneratedRegex(@"\A[A-Z0-9]{4}-[A-Z0-9]{4}\z")]
    private static partial Regex ChatReference();
}
