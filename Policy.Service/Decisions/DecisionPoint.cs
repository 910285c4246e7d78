using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Ledger;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>Has questions decided, and commits the decisions to the ledger before anybody learns them (law 3).</summary>
internal sealed partial class DecisionPoint(
    SharedCommits commits,
    PolicyTelemetry telemetry,
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
        var answers = await DecideAsync([question], EvaluationsSemantic.ExecuteAll, askedBy, cancellationToken);
        return answers[0]!;
    }

    /// <param name="questions">Null stands for one that cannot be put: it counts as a denial, and is no decision.</param>
    /// <returns>The answers in the questions' order, as far as the semantic had them decided; null for null.</returns>
    /// <exception cref="LedgerUnavailableException">They could not be committed: no decision was made.</exception>
    public async Task<IReadOnlyList<EvaluationResponse?>> DecideAsync(
        IReadOnlyList<Question?> questions,
        EvaluationsSemantic semantic,
        string askedBy,
        CancellationToken cancellationToken
    )
    {
        var pending = new PendingDecisions(questions, semantic, askedBy, telemetry, cancellationToken);
        var decided = await commits.CommitAsync(pending);
        return [.. decided.Select(one => one is null ? null : Answer(one))];
    }

    private EvaluationResponse Answer(Decided decided)
    {
        var (_, verdict, record) = decided;
        LogDecision(record.Id, record.Outcome, record.Clause, record.ReasonCode, record.LedgerIndex);
        return new EvaluationResponse(
            verdict.Permit,
            new DecisionContext(
                record.Id,
                record.LedgerIndex,
                record.PolicyVersion,
                verdict.Clause,
                verdict.ReasonCode,
                verdict.Obligations,
                verdict.PermitUntil,
                verdict.Rules,
                verdict.Advice
            )
        );
    }

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
