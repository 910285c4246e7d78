using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Cases;
using WebchatAspire.Policy.Service.Data;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>Gathers the facts, evaluates, and commits the decision to the ledger before anybody learns it (law 3).</summary>
internal sealed partial class DecisionPoint(
    PolicyContext database,
    FactGatherer registers,
    FollowUps followUps,
    PolicyCatalogue policies,
    LedgerWriter ledger,
    PolicyTelemetry telemetry,
    TimeProvider clock,
    ILogger<DecisionPoint> logger
)
{
    /// <summary>The attribute of a question's context that names a case.</summary>
    public const string CaseReference = "case_reference";

    /// <exception cref="LedgerUnavailableException">The decision could not be committed: there is none.</exception>
    public async Task<EvaluationResponse> DecideAsync(
        Question question,
        string askedBy,
        CancellationToken cancellationToken
    )
    {
        using var activity = PolicyTelemetry.Source.StartActivity("webchat.policy.evaluate");
        var at = clock.GetUtcNow();
        var policy = policies.InForceAt(at);
        var (verdict, decision) = await LedgerUnavailableException.GuardAsync(
            logger,
            activity,
            async () =>
            {
                await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
                var facts = (await registers.GatherAsync(policy, [question], at, cancellationToken))[0];
                var verdict = Evaluator.Evaluate(policy, question, facts, at);
                var decision = Record(policy, question, verdict, at, askedBy);
                decision.LedgerIndex = await ledger.AppendAsync(
                    decision.ToDraft(LedgerKinds.Decision),
                    cancellationToken
                );
                database.Decisions.Add(decision);
                verdict = await followUps.EnterAsync(question, decision, verdict, cancellationToken);
                await database.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(CancellationToken.None);
                return (verdict, decision);
            }
        );
        telemetry.Decided(activity, decision);
        LogDecision(decision.Id, decision.Outcome, decision.Clause, decision.ReasonCode, decision.LedgerIndex);
        return new EvaluationResponse(
            verdict.Permit,
            new DecisionContext(
                decision.Id,
                decision.LedgerIndex,
                policy.Version,
                verdict.Clause,
                verdict.ReasonCode,
                verdict.Obligations,
                verdict.PermitUntil
            )
        );
    }

    private static DecisionRecord Record(
        PolicyDocument policy,
        Question question,
        Verdict verdict,
        DateTimeOffset at,
        string askedBy
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(at),
            At = at,
            SubjectType = question.Subject.Type,
            SubjectId = question.Subject.Id,
            Action = policy.KnowsAction(question.Action) ? question.Action : PolicyTelemetry.Unknown,
            ResourceType = question.ResourceType,
            // One spelling of an id, so that a reading finds the permit of its chat.
            ResourceId = question.ResourceKey,
            ChatReference =
                question.Resource.Text("reference").Value is { } reference && CaseValidation.IsChat(reference)
                    ? reference
                    : null,
            Purpose = verdict.Purpose,
            CaseId = verdict.CaseId,
            Outcome = verdict.Outcome,
            Clause = verdict.Clause,
            ReasonCode = verdict.ReasonCode,
            PolicyVersion = policy.Version,
            Obligations = [.. verdict.Obligations.Select(obligation => obligation.Id)],
            PermitUntil = verdict.PermitUntil,
            AskedBy = askedBy,
        };

    [LoggerMessage(
        LogLevel.Information,
        "Decision {DecisionId}: {Outcome} by {Clause} ({ReasonCode}), ledger entry {LedgerIndex}"
    )]
    private partial void LogDecision(
        Guid decisionId,
        string outcome,
        string clause,
        string reasonCode,
        long ledgerIndex
    );
}
