using System.Text.Json;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Policy.Service.Policies;

namespace WebchatAspire.Policy.Service.Decisions;

/// <summary>Whether one grant, whose action and grantee fit, permits: its services, case, needs and obligations.</summary>
internal static class GrantEvaluation
{
    public static Verdict Evaluate(
        PolicyDocument policy,
        Purpose purpose,
        Grant grant,
        Question question,
        Facts facts,
        DateTimeOffset at
    )
    {
        var (found, caseRefusal) = CheckCase(grant.Case, question, facts);
        Verdict Deny(string reason, string? clause = null) =>
            Verdict.Deny(purpose.Id, clause ?? purpose.Clause, reason, found?.Id);

        if (!ServiceFits(policy, grant, question))
        {
            return Deny(ReasonCodes.ServiceNotAllowed, policy.Refusals.Default);
        }
        if (caseRefusal is not null)
        {
            var isOpener = caseRefusal is ReasonCodes.CaseOpenedByRequester or ReasonCodes.ChatLinkedByRequester;
            return Deny(caseRefusal, isOpener ? policy.Never.OpenerOfCase.Clause : null);
        }
        foreach (var need in grant.Needs ?? [])
        {
            if (CheckNeed(need, question, facts) is { } needRefusal)
            {
                return Deny(needRefusal);
            }
        }
        var obligations = ObligationsOf(grant, found);
        if (CheckUnderstood(obligations, question) is { } obligationRefusal)
        {
            return Deny(obligationRefusal);
        }
        var until = at.AddMinutes(MinutesOf(obligations) ?? policy.PermitMinutes);
        return new Verdict(true, purpose.Id, purpose.Clause, ReasonCodes.Permitted, obligations, found?.Id, until);
    }

    private static bool ServiceFits(PolicyDocument policy, Grant grant, Question question) =>
        Evaluator
            .Grantees(policy, question, grant)
            .Any(who =>
                !who.OwnServicesOnly
                || (
                    question.Resource.Text("service").Value is { } service
                    && question.Subject.Services.Contains(service)
                )
            );

    private static (CaseFact? Found, string? Refusal) CheckCase(
        CaseCondition? condition,
        Question question,
        Facts facts
    )
    {
        if (condition is null)
        {
            return (null, null);
        }
        var reference = question.Context.Text(DecisionPoint.CaseReference);
        if (reference.Problem == ReasonCodes.AttributeMissing)
        {
            return condition switch
            {
                { MayFollowWithinHours: null } => (null, ReasonCodes.CaseMissing),
                { UnlessOverdue: true } when facts.OwesCase => (null, ReasonCodes.CaseNotFollowed),
                _ => (null, null),
            };
        }
        if (reference.Problem is { } problem)
        {
            return (null, problem);
        }
        if (facts.Cases.FirstOrDefault(one => one.Kind == condition.Kind) is not { } found)
        {
            // A reference is unique within a kind only: of several cases none can be said to be the one that was meant.
            return facts.Cases.Count == 0
                ? (null, ReasonCodes.CaseUnknown)
                : (facts.Cases is [var only] ? only : null, ReasonCodes.CaseKind);
        }
        var recording = question.Resource.Text("reference").Value;
        var refusal = found switch
        {
            _ when question.Subject.Is(found.OpenedBy) => ReasonCodes.CaseOpenedByRequester,
            { Open: false } => ReasonCodes.CaseClosed,
            _ when recording is null || !found.LinkedBy.ContainsKey(recording) => ReasonCodes.CaseNotForThisRecording,
            // Else a case of somebody else could be stretched to any recording.
            _ when question.Subject.Is(found.LinkedBy[recording]) => ReasonCodes.ChatLinkedByRequester,
            _ => null,
        };
        return (found, refusal);
    }

    private static string? CheckNeed(string need, Question question, Facts facts) =>
        need switch
        {
            "approval" => facts.Approved ? null : ReasonCodes.ApprovalNeeded,
            "agreement" => facts.Agreed ? null : ReasonCodes.AgreementNeeded,
            "sampling" => facts.Sampled ? null : ReasonCodes.SamplingNeeded,
            "flag" => question.Resource.Flag("flagged").Value ? null : ReasonCodes.FlagNeeded,
            "order-reference" => CheckOrderReference(question),
            "identity-check" => CheckIdentity(question, facts),
            "live-chat" => question.Resource.State("state").Value is "waiting" or "active"
                ? null
                : ReasonCodes.ChatEnded,
            _ => throw new InvalidOperationException("The policy's schema let a need pass that has no meaning."),
        };

    private static string? CheckOrderReference(Question question)
    {
        var order = question.Context.Text("order_reference");
        return order.Problem == ReasonCodes.AttributeMistyped ? order.Problem
            : string.IsNullOrWhiteSpace(order.Value) ? ReasonCodes.OrderReferenceMissing
            : null;
    }

    /// <summary>
    /// A resident's identity is the secret of their chat, which the enforcement point has checked. For anybody else the
    /// register has to know of the check.
    /// </summary>
    private static string? CheckIdentity(Question question, Facts facts)
    {
        if (question.Subject.Type != DecisionSubject.Resident)
        {
            return facts.IdentityChecked ? null : ReasonCodes.IdentityNotChecked;
        }
        var secret = question.Context.Flag("identity_checked");
        return secret.Problem == ReasonCodes.AttributeMistyped ? secret.Problem
            : secret.Value ? null
            : ReasonCodes.IdentityNotChecked;
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

    /// <summary>An obligation that the enforcement point does not understand means no.</summary>
    private static string? CheckUnderstood(IReadOnlyList<Obligation> obligations, Question question)
    {
        var understood = question.Context.Texts("obligations_understood");
        return understood.Problem == ReasonCodes.AttributeMistyped ? understood.Problem
            : obligations.All(obligation => understood.Value?.Contains(obligation.Id) is true) ? null
            : ReasonCodes.ObligationNotUnderstood;
    }

    private static int? MinutesOf(IEnumerable<Obligation> obligations) =>
        obligations
            .Where(obligation => obligation.Id == Obligations.TimeLimit)
            .Select(obligation => (int?)obligation.Properties!["minutes"].GetInt32())
            .Min();
}
