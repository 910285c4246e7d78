using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Policy.Service.Approvals;

/// <summary>Four eyes: ask for an approval, decide on one, withdraw it.</summary>
internal static class ApprovalsApi
{
    public static void MapApprovalsApi(this IEndpointRouteBuilder app)
    {
        // Who may ask is decided by the denial that they bring, and who may decide by the policy's data.
        var approvals = app.MapGroup("/api/approvals")
            .RequireAuthorization()
            .AddEndpointFilter<LedgerUnavailableFilter>();
        approvals.MapGet("", ListAsync).WithName("ListApprovals");
        approvals.MapGet("{id:guid}", GetAsync).WithName("GetApproval");
        approvals.MapPost("", RequestAsync).WithName("RequestApproval");
        approvals.MapPost("{id:guid}/approve", ApproveAsync).WithName("Approve");
        approvals.MapPost("{id:guid}/refuse", RefuseAsync).WithName("RefuseApproval");
        approvals.MapPost("{id:guid}/withdraw", WithdrawAsync).WithName("WithdrawApproval");
    }

    /// <summary>For an approver the open requests of others, and for everybody their own, with metadata and never a text.</summary>
    private static async Task<Ok<ApprovalList>> ListAsync(
        HttpContext http,
        ApprovalReader reader,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await reader.ListAsync(DecisionSubject.OfStaff(http.User), cancellationToken));

    /// <summary>One request: one's own, or for an approver any. 404 for all others.</summary>
    private static async Task<Results<Ok<ApprovalItem>, ProblemHttpResult>> GetAsync(
        Guid id,
        HttpContext http,
        ApprovalReader reader,
        CancellationToken cancellationToken
    ) =>
        await reader.FindAsync(id, DecisionSubject.OfStaff(http.User), cancellationToken) is { } found
            ? TypedResults.Ok(found)
            : NotFound();

    /// <summary>
    /// Asks for the approval that a denial of one's own says is needed. 400 with the field; 404 <c>decision-not-found</c>
    /// for a decision that is not one's own; 409 <c>approval-not-needed</c>, <c>decision-outdated</c>,
    /// <c>approval-requested</c> or <c>approval-in-force</c>.
    /// </summary>
    private static async Task<Results<Created<ApprovalItem>, ProblemHttpResult>> RequestAsync(
        NewApproval request,
        HttpContext http,
        ApprovalRegister register,
        ApprovalReader reader,
        CancellationToken cancellationToken
    )
    {
        if (CheckNote(request.Note) is { } problem)
        {
            return problem;
        }
        if (request.DecisionId is not { } decisionId)
        {
            return Problem.Invalid("field-missing", "State the decision that the approval is for.", "decisionId");
        }
        var person = DecisionSubject.OfStaff(http.User);
        var note = string.IsNullOrWhiteSpace(request.Note) ? null : request.Note.Trim();
        var (id, refusal) = await register.RequestAsync(person, decisionId, note, cancellationToken);
        return refusal is not null
            ? refusal
            : TypedResults.Created($"/api/approvals/{id}", (await reader.FindAsync(id, person, cancellationToken))!);
    }

    /// <summary>
    /// Approves: from now on, and for the hours that the policy says, the requester's same question is approved. 403 with
    /// the reason code for who may not (<c>own-request</c> …); 409 <c>approval-decided</c>, <c>approval-expired</c>,
    /// <c>approval-outdated</c> or <c>case-closed</c>.
    /// </summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> ApproveAsync(
        Guid id,
        HttpContext http,
        ApprovalRegister register,
        CancellationToken cancellationToken
    ) => Answer(await register.ApproveAsync(id, DecisionSubject.OfStaff(http.User), cancellationToken));

    /// <summary>Refuses with one of the policy's reasons. 400 for another one; else as for approving.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> RefuseAsync(
        Guid id,
        ApprovalRefusal request,
        HttpContext http,
        ApprovalRegister register,
        CancellationToken cancellationToken
    ) => Answer(await register.RefuseAsync(id, DecisionSubject.OfStaff(http.User), request.Reason, cancellationToken));

    /// <summary>Withdraws one's own request, or the approval that came of it. 409 <c>approval-decided</c> when it is over.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> WithdrawAsync(
        Guid id,
        HttpContext http,
        ApprovalRegister register,
        CancellationToken cancellationToken
    ) => Answer(await register.WithdrawAsync(id, DecisionSubject.OfStaff(http.User), cancellationToken));

    private static Results<NoContent, ProblemHttpResult> Answer(ProblemHttpResult? problem) =>
        problem is null ? TypedResults.NoContent() : problem;

    private static ProblemHttpResult? CheckNote(string? note) =>
        note is null ? null
        : note.Trim().Length > ApprovalNote.MaxLength
            ? Problem.Invalid(
                "note-too-long",
                $"The note has at most {ApprovalNote.MaxLength} characters.",
                "note",
                ApprovalNote.MaxLength
            )
        : note.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\r'))
            ? Problem.Invalid("note-malformed", "The note takes plain text only.", "note")
        : null;

    internal static ProblemHttpResult NotFound() =>
        Problem.NotFound("approval-not-found", "There is no such request, or it is not yours to see.");
}
