using Microsoft.Extensions.DependencyInjection;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Decisions;
using WebchatAspire.Policy.Service.Ledger;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>
/// Decisions with the obligation <c>restricted-notice</c>, stored and testified as the decision point does it. The way to
/// one, with a case and a second person, is in the tests of approvals and once in <see cref="RestrictionsApiTests"/>.
/// </summary>
internal static class RestrictedPermits
{
    private const string Role = "records-officer";

    /// <summary>Whoever holds such a permit, as their token says it.</summary>
    internal static DecisionSubject Holder(string subject) =>
        DecisionSubject.Without(DecisionSubject.Staff, subject) with
        {
            Roles = new HashSet<string> { Role },
        };

    public static async Task<Guid> RestrictedPermitAsync(
        this PolicyApplication application,
        string subject,
        Guid? chatId = null,
        string outcome = Verdict.PermitOutcome,
        string obligation = "restricted-notice",
        string purpose = "crime",
        Guid? caseId = null,
        int minutes = 30,
        string action = "retrieve",
        string askedBy = PolicyApplication.RecordingClient
    )
    {
        await using var scope = application.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PolicyContext>();
        var at = application.Clock.GetUtcNow();
        var decision = new DecisionRecord
        {
            Id = Guid.CreateVersion7(at),
            At = at,
            SubjectType = DecisionSubject.Staff,
            SubjectId = subject,
            SubjectRole = Role,
            Action = action,
            ResourceType = action == "monitor" ? "chat" : "recording",
            ResourceId = (chatId ?? Guid.CreateVersion7()).ToString(),
            Purpose = purpose,
            CaseId = caseId,
            Outcome = outcome,
            Clause = "P16",
            ReasonCode = "permitted",
            PolicyVersion = "2026.1",
            DeterminingRules = [$"purposes/{purpose}/grants/0"],
            Obligations = [obligation],
            PermitUntil = outcome == Verdict.PermitOutcome ? at.AddMinutes(minutes) : null,
            AskedBy = askedBy,
        };
        await using var transaction = await database.Database.BeginTransactionAsync();
        var ledger = scope.ServiceProvider.GetRequiredService<LedgerWriter>();
        decision.LedgerIndex = await ledger.AppendAsync(decision.ToDraft(LedgerKinds.Decision), default);
        database.Decisions.Add(decision);
        await database.SaveChangesAsync();
        await transaction.CommitAsync();
        return decision.Id;
    }
}
