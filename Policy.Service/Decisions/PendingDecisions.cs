using System.Diagnostics;
using WebchatAspire.Policy.Service.Ledger;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>A verdict and the record of it, which has its place in the ledger.</summary>
internal sealed record Decided(Question Question, Verdict Verdict, DecisionRecord Record);

/// <summary>Which of several questions are decided (AuthZEN 1.0, 7.1.2.1).</summary>
internal enum EvaluationsSemantic
{
    ExecuteAll,
    DenyOnFirstDeny,
    PermitOnFirstPermit,
}

/// <summary>Questions of one caller. All that are decided are committed together, each as a decision of its own.</summary>
/// <param name="questions">In the caller's order; null stands for one that cannot be put, which counts as a denial.</param>
/// <param name="askedBy">The client id of the enforcement point.</param>
internal sealed class PendingDecisions(
    IReadOnlyList<Question?> questions,
    EvaluationsSemantic semantic,
    string askedBy,
    PolicyTelemetry telemetry,
    CancellationToken caller
) : Pending<IReadOnlyList<Decided?>>(caller)
{
    private readonly List<Decided?> _decided = [];
    private readonly List<Activity?> _spans = [];

    public IEnumerable<Question> Questions => questions.OfType<Question>();

    public override int Weight => questions.Count;

    /// <summary>Decides in order until the semantic says stop.</summary>
    /// <param name="facts">For each of <see cref="Questions"/>.</param>
    /// <returns>The decisions, each with the span whose trace its entry is in.</returns>
    public IReadOnlyList<(DecisionRecord Record, ActivityContext Trace)> Settle(
        PolicyDocument policy,
        IEnumerable<Facts> facts,
        DateTimeOffset at
    )
    {
        Clear();
        using var known = facts.GetEnumerator();
        var made = new List<(DecisionRecord, ActivityContext)>(questions.Count);
        foreach (var question in questions)
        {
            if (question is null || !known.MoveNext())
            {
                _decided.Add(null);
            }
            else
            {
                var span = Start();
                _spans.Add(span);
                var verdict = Evaluator.Evaluate(policy, question, known.Current, at);
                var record = DecisionRecord.Of(policy, question, verdict, at, askedBy);
                _decided.Add(new Decided(question, verdict, record));
                made.Add((record, span?.Context ?? Trace));
            }
            if (Stops(_decided[^1]?.Verdict.Permit is true))
            {
                break;
            }
        }
        return made;
    }

    /// <summary>Enters what has to follow the decisions, which are stored by now.</summary>
    public async Task FollowAsync(FollowUps followUps)
    {
        for (var i = 0; i < _decided.Count; i++)
        {
            if (_decided[i] is var (question, verdict, record))
            {
                var dated = await followUps.EnterAsync(question, record, verdict, CancellationToken.None);
                _decided[i] = new Decided(question, dated, record);
            }
        }
    }

    public override void Complete()
    {
        foreach (var (decided, span) in _decided.OfType<Decided>().Zip(_spans))
        {
            telemetry.Decided(span, decided.Record);
            span?.Dispose();
        }
        Complete(_decided);
    }

    public override void Fail(Exception exception)
    {
        var reason = exception is LedgerUnavailableException ? LedgerUnavailableException.Code : null;
        _spans.ForEach(span => span?.SetStatus(ActivityStatusCode.Error, reason));
        Clear();
        base.Fail(exception);
    }

    private bool Stops(bool permit) =>
        semantic switch
        {
            EvaluationsSemantic.DenyOnFirstDeny => !permit,
            EvaluationsSemantic.PermitOnFirstPermit => permit,
            _ => false,
        };

    /// <summary>A decision is in the trace of the request that asked, not in that of the transaction.</summary>
    private Activity? Start()
    {
        if (Trace == default)
        {
            return null;
        }
        var transaction = Activity.Current;
        var span = PolicyTelemetry.Source.StartActivity("webchat.policy.evaluate", ActivityKind.Internal, Trace);
        Activity.Current = transaction;
        return span;
    }

    /// <summary>It may be settled a second time, when the transaction of the first did not do.</summary>
    private void Clear()
    {
        _spans.ForEach(span => span?.Dispose());
        _spans.Clear();
        _decided.Clear();
    }
}
