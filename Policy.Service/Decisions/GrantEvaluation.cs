using System.Text.Json;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>Whether one grant, whose action and grantee fit, permits: its services, case, needs and obligations.</summary>
internal static class GrantEvaluation
{
    public const string ApprovalNeed = "approval";

    public static Verdict Evaluate(
        PolicyDocument policy,
        Purpose purpose,
        GrantRule rule,
        Question question,
        Facts facts,
        DateTimeOffset at
    )
    {
        var grant = rule.Grant;
        var (found, caseRefusal) = CheckCase(grant.Case, question, facts);
        Verdict Deny(Refusal refusal, string? clause = null) =>
            Verdict.Deny(purpose.Id, clause ?? purpose.Clause, refusal.Reason, [rule.Id], refusal.Advice, found?.Id);

        if (!Grantees(policy, question, grant).Any())
        {
            return Deny(new Refusal(ReasonCodes.ServiceNotAllowed), policy.Refusals.Default);
        }
        if (caseRefusal is not null)
        {
            return Deny(caseRefusal);
        }
        foreach (var need in grant.Needs ?? [])
        {
            if (CheckNeed(policy, need, question, facts) is { } needRefusal)
            {
                return Deny(needRefusal);
            }
        }
        var obligations = ObligationsOf(grant, found);
        if (CheckUnderstood(obligations, question) is { } obligationRefusal)
        {
            return Deny(obligationRefusal);
        }
        // Last, so that nobody signs in again only to be refused.
        if (StepUp.Missing(obligations, question.Subject, at) is { } stepUp)
        {
            return Deny(new Refusal(ReasonCodes.StepUpNeeded)) with { Obligations = [stepUp] };
        }
        var until = at.AddMinutes(MinutesOf(obligations) ?? policy.PermitMinutes);
        return new Verdict(
            true,
            purpose.Id,
            purpose.Clause,
            ReasonCodes.Permitted,
            obligations,
            [rule.Id],
            [],
            found?.Id,
            until,
            grant.Needs?.Contains(ApprovalNeed) is true ? facts.ApprovalId : null
        );
    }

    /// <summary>The entries of a grant that name this subject, for this resource's service.</summary>
    public static IEnumerable<Grantee> Grantees(PolicyDocument policy, Question question, Grant grant) =>
        Evaluator
            .Grantees(policy, question, grant)
            .Where(who =>
                !who.OwnServicesOnly
                || (
                    question.Resource.Text("service").Value is { } service
                    && question.Subject.Services.Contains(service)
                )
            );

    private static (CaseFact? Found, Refusal? Refusal) CheckCase(
        CaseCondition? condition,
        Question question,
        Facts facts
    )
    {
        if (condition is null)
        {
            return (null, null);
        }
        Refusal No(string reason) => new(reason, AdviceRules.OpenCase(condition.Kind));
        var reference = question.Context.Text(DecisionPoint.CaseReference);
        if (reference.Problem == ReasonCodes.AttributeMissing)
        {
            return condition switch
            {
                { MayFollowWithinHours: null } => (null, No(ReasonCodes.CaseMissing)),
                { UnlessOverdue: true } when facts.OwesCase => (null, No(ReasonCodes.CaseNotFollowed)),
                _ => (null, null),
            };
        }
        if (reference.Problem is { } problem)
        {
            return (null, new Refusal(problem, AdviceRules.Attribute(DecisionPoint.CaseReference)));
        }
        if (facts.Cases.FirstOrDefault(one => one.Kind == condition.Kind) is not { } found)
        {
            // A reference is unique within a kind only: of several cases none can be said to be the one that was meant.
            return facts.Cases.Count == 0
                ? (null, No(ReasonCodes.CaseUnknown))
                : (facts.Cases is [var only] ? only : null, No(ReasonCodes.CaseKind));
        }
        var recording = question.Resource.Text("reference").Value;
        var refusal = found switch
        {
            { Open: false } => No(ReasonCodes.CaseClosed),
            _ when recording is null || !found.LinkedBy.ContainsKey(recording) => No(
                ReasonCodes.CaseNotForThisRecording
            ),
            _ => null,
        };
        return (found, refusal);
    }

    private static Refusal? CheckNeed(PolicyDocument policy, string need, Question question, Facts facts) =>
        need switch
        {
            ApprovalNeed => facts.ApprovalId is not null
                ? null
                : new Refusal(ReasonCodes.ApprovalNeeded, AdviceRules.Approval(policy)),
            "agreement" => facts.Agreed ? null : new Refusal(ReasonCodes.AgreementNeeded, AdviceRules.Agreement),
            "sampling" => facts.Sampled ? null : new Refusal(ReasonCodes.SamplingNeeded),
            "sampling-or-ask" => facts.Sampled ? null : CheckAsk(question),
            "flag" => question.Resource.Flag("flagged").Value ? null : new Refusal(ReasonCodes.FlagNeeded),
            "order-reference" => CheckOrderReference(question),
            "identity-check" => CheckIdentity(question, facts),
            "live-chat" => question.Resource.State("state").Value is "waiting" or "active"
                ? null
                : new Refusal(ReasonCodes.ChatEnded),
            _ => throw new InvalidOperationException("The policy's schema let a need pass that has no meaning."),
        };

    /// <summary>Whether the chat's adviser asked for somebody to follow it, which the enforcement point has to state.</summary>
    private static Refusal? CheckAsk(Question question)
    {
        const string name = "asked_by_adviser";
        var asked = question.Resource.Flag(name);
        return asked.Problem is { } problem ? new Refusal(problem, AdviceRules.Attribute(name))
            : asked.Value ? null
            : new Refusal(ReasonCodes.SamplingOrAskNeeded);
    }

    private static Refusal? CheckOrderReference(Question question)
    {
        const string name = "order_reference";
        var order = question.Context.Text(name);
        var reason =
            order.Problem == ReasonCodes.AttributeMistyped ? order.Problem
            : string.IsNullOrWhiteSpace(order.Value) ? ReasonCodes.OrderReferenceMissing
            : null;
        return reason is null ? null : new Refusal(reason, AdviceRules.Attribute(name));
    }

    /// <summary>
    /// A resident's identity is the secret of their chat, which the enforcement point has checked. For anybody else the
    /// register has to know of the check.
    /// </summary>
    private static Refusal? CheckIdentity(Question question, Facts facts)
    {
        if (question.Subject.Type != DecisionSubject.Resident)
        {
            return facts.IdentityChecked ? null : new Refusal(ReasonCodes.IdentityNotChecked);
        }
        const string name = "identity_checked";
        var secret = question.Context.Flag(name);
        return secret.Problem == ReasonCodes.AttributeMistyped
                ? new Refusal(secret.Problem, AdviceRules.Attribute(name))
            : secret.Value ? null
            : new Refusal(ReasonCodes.IdentityNotChecked);
    }

    private static IReadOnlyList<Obligation> ObligationsOf(Grant grant, CaseFact? found)
    {
        if (found is not null || grant.Case is not { MayFollowWithinHours: { } hours, Kind: var kind })
        {
            return grant.Obligations;
        }
        var properties = new Dictionary<string, JsonElement>
        {
            ["hours"] = JsonSerializer.SerializeToElement(hours),
            ["kind"] = JsonSerializer.SerializeToElement(kind),
        };
        return [.. grant.Obligations, new Obligation(Obligations.CaseToFollow, properties)];
    }

    /// <summary>
    /// An obligation that the enforcement point does not understand means no. The draft AuthZEN obligations profile leaves
    /// that to the enforcement point, or to the decision point if it has been told what is understood; here it has to be told.
    /// </summary>
    private static Refusal? CheckUnderstood(IReadOnlyList<Obligation> obligations, Question question)
    {
        const string name = "obligations_understood";
        var understood = question.Context.Texts(name);
        if (understood.Problem == ReasonCodes.AttributeMistyped)
        {
            return new Refusal(understood.Problem, AdviceRules.Attribute(name));
        }
        var others = obligations.Select(obligation => obligation.Id).Except(understood.Value ?? []).ToList();
        return others.Count == 0
            ? null
            : new Refusal(ReasonCodes.ObligationNotUnderstood, AdviceRules.Obligations(others));
    }

    private static int? MinutesOf(IEnumerable<Obligation> obligations) =>
        obligations
            .Where(obligation => obligation.Id == Obligations.TimeLimit)
            .Select(obligation => (int?)obligation.Properties!["minutes"].GetInt32())
            .Min();

    private sealed record Refusal(string Reason, Advice? Advice = null);
}
