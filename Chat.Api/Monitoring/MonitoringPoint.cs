using System.Diagnostics;
using System.Text.Json;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Telemetry;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.ServiceDefaults.Enforcement;
using WebchatAspire.ServiceDefaults.Enforcement.Obligations;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Chat.Api.Monitoring;

/// <summary>
/// The policy enforcement point for following a live chat (P2, P15, P16): puts the facts before the decision point and holds
/// to the answer. A denial is an answer, not an error.
/// </summary>
internal sealed class MonitoringPoint(
    PolicyClient policy,
    ObligationRegistry obligations,
    ChatFactReader facts,
    MonitoringStore store
)
{
    private const string Action = "monitor";

    /// <param name="token">The staff member's access token, which policy validates itself.</param>
    /// <returns>The permit, or the policy's no.</returns>
    /// <exception cref="PolicyUnavailableException">Policy did not answer, and nothing may be followed.</exception>
    public async Task<(FollowedChat? Permit, Refusal? Refusal)> EnforceAsync(
        LiveChat chat,
        Follower follower,
        NewMonitoring ask,
        string? token,
        CancellationToken cancellationToken
    )
    {
        using var span = ChatTelemetry.Source.StartActivity(ChatTelemetry.Enforce);
        span?.SetTag(TelemetryNames.ChatId, chat.Id);
        span?.SetTag(TelemetryNames.Service, chat.Service);
        span?.SetTag(TelemetryNames.Action, Action);

        var known = await facts.ReadAsync(chat.Id, cancellationToken);
        var answer = await policy.EvaluateAsync(Evaluation(chat, known, follower, ask), token, cancellationToken);
        var decision = answer.Context;
        // A permit without an end, or with an obligation that is not understood here, is none.
        var permitted =
            answer.Decision && decision.PermitUntil is { } end && obligations.CanCarryOut(decision.Obligations, end);
        var reason = answer.Decision && !permitted ? ReasonCodes.ObligationNotUnderstood : decision.ReasonCode;
        Describe(span, ask, decision, permitted, reason);
        if (!permitted)
        {
            return (
                null,
                new Refusal(
                    "monitoring-denied",
                    "The policy does not permit following this chat.",
                    decision.Clause,
                    reason,
                    decision.DecisionId,
                    decision.PolicyVersion,
                    decision.LedgerIndex,
                    decision.Obligations
                )
            );
        }
        var permit = new FollowedChat(
            follower,
            decision.DecisionId,
            ask.Purpose,
            decision.Clause,
            decision.PolicyVersion,
            decision.LedgerIndex,
            decision.PermitUntil!.Value,
            decision.Obligations.Any(obligation => obligation.Id == TellAdviser.ObligationId)
        );
        return (await store.PutAsync(permit) ? permit : null, null);
    }

    private EvaluationRequest Evaluation(LiveChat chat, ChatFacts known, Follower follower, NewMonitoring ask)
    {
        var context = new Dictionary<string, JsonElement>
        {
            ["purpose"] = Json(ask.Purpose),
            ["obligations_understood"] = Json(obligations.Understood),
        };
        if (ask.CaseReference is not null)
        {
            context["case_reference"] = Json(ask.CaseReference);
        }
        var subject = follower.SubjectId;
        var properties = new Dictionary<string, JsonElement>
        {
            ["reference"] = Json(chat.Reference),
            ["service"] = Json(chat.Service),
            ["state"] = Json(chat.State.ToName()),
            // Whoever was its adviser at any time is a participant.
            ["adviser_id"] = Json(known.AdviserBefore(subject)),
            ["adviser_ids"] = Json(known.Advisers),
            ["asked_by_adviser"] = Json(known.Asked),
            ["started_at"] = Json(chat.StartedAt),
        };
        return new EvaluationRequest(
            new EvaluationSubject("staff", subject),
            new EvaluationAction(Action),
            new EvaluationResource("chat", chat.Id.ToString(), properties),
            context
        );
    }

    private static void Describe(
        Activity? span,
        NewMonitoring ask,
        DecisionContext decision,
        bool permitted,
        string reason
    )
    {
        // Somebody may have typed anything into an unknown purpose, so it is not shown.
        span?.SetTag(TelemetryNames.Purpose, reason == ReasonCodes.UnknownPurpose ? "unknown" : ask.Purpose);
        span?.SetTag(TelemetryNames.Decision, permitted ? "permit" : "deny");
        span?.SetTag(TelemetryNames.DecisionId, decision.DecisionId);
        span?.SetTag(TelemetryNames.Clause, decision.Clause);
        span?.SetTag(TelemetryNames.ReasonCode, reason);
        span?.SetTag(TelemetryNames.PolicyVersion, decision.PolicyVersion);
        span?.SetTag(TelemetryNames.LedgerIndex, decision.LedgerIndex);
    }

    private static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value);
}
