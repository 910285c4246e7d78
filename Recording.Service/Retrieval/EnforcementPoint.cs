using System.Diagnostics;
using System.Text.Json;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Encryption;
using WebchatAspire.Recording.Service.Retrieval.Obligations;
using WebchatAspire.Recording.Service.Telemetry;
using WebchatAspire.ServiceDefaults.Enforcement;
using WebchatAspire.ServiceDefaults.Enforcement.Obligations;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Recording.Service.Retrieval;

/// <summary>Who asks.</summary>
/// <param name="Type"><c>staff</c> or <c>resident</c>.</param>
/// <param name="Id">The staff subject id, or the chat id.</param>
/// <param name="Token">The staff member's access token, which policy validates itself.</param>
internal sealed record Requester(string Type, string Id, string? Token)
{
    public const string Staff = "staff";
    public const string Resident = "resident";
}

/// <summary>
/// The policy enforcement point for retrievals (P15, P16): puts the facts before the decision point, holds to the answer,
/// and stores what came of it. A denial is an answer, not an error.
/// </summary>
internal sealed class EnforcementPoint(
    PolicyClient policy,
    ObligationRegistry obligations,
    RetrievalStore store,
    DataKeys keys,
    TimeProvider clock
)
{
    private const string Action = "retrieve";

    /// <exception cref="PolicyUnavailableException">Policy did not answer; nothing is stored and nothing may be read.</exception>
    public async Task<RetrievalRow> EnforceAsync(
        ChatRow chat,
        Requester requester,
        RetrievalAsk ask,
        CancellationToken cancellationToken
    )
    {
        using var span = RecordingTelemetry.Source.StartActivity(RecordingTelemetry.Enforce);
        span?.SetTag(TelemetryNames.ChatId, chat.ChatId);
        span?.SetTag(TelemetryNames.Service, chat.Service);
        span?.SetTag(TelemetryNames.Action, Action);

        var answer = await policy.EvaluateAsync(Evaluation(chat, requester, ask), requester.Token, cancellationToken);
        var row = Row(chat, requester, ask, answer);
        await store.SaveAsync(row, cancellationToken);
        Describe(span, row);
        return row;
    }

    private EvaluationRequest Evaluation(ChatRow chat, Requester requester, RetrievalAsk ask)
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
        if (requester.Type == Requester.Resident)
        {
            // The chat's secret is what identifies a resident.
            context["identity_checked"] = Json(true);
        }
        var properties = new Dictionary<string, JsonElement>
        {
            ["reference"] = Json(chat.Reference),
            ["service"] = Json(chat.Service),
            ["state"] = Json(chat.State.ToWord()),
            ["flagged"] = Json(chat.Flagged),
            // Whoever was its adviser at any time is a participant. Null says that nobody was.
            ["adviser_id"] = Json(
                chat.AdviserIds.Contains(requester.Id) ? requester.Id : chat.AdviserIds.LastOrDefault()
            ),
            // None of them can be the second person, who is shown the dates, too.
            ["adviser_ids"] = Json(chat.AdviserIds),
            ["started_at"] = Json(chat.StartedAt),
            ["ended_at"] = Json(chat.EndedAt),
        };
        return new EvaluationRequest(
            new EvaluationSubject(requester.Type, requester.Id),
            new EvaluationAction(Action),
            new EvaluationResource("recording", chat.ChatId.ToString(), properties),
            context
        );
    }

    private RetrievalRow Row(ChatRow chat, Requester requester, RetrievalAsk ask, EvaluationResponse answer)
    {
        var decision = answer.Context;
        // A permit without an end, or with an obligation that is not understood here, is none.
        var permitted =
            answer.Decision
            && decision.PermitUntil is { } until
            && obligations.CanCarryOut(decision.Obligations, until);
        var retrievalId = Guid.CreateVersion7();
        return new RetrievalRow
        {
            RetrievalId = retrievalId,
            ChatId = chat.ChatId,
            DecisionId = decision.DecisionId,
            PermitId = permitted ? Guid.CreateVersion7() : null,
            SubjectId = requester.Id,
            Purpose = ask.Purpose,
            CaseReference = ask.CaseReference,
            JustificationCipher = keys.Open(chat)
                .SealOptional(SealedField.Justification(retrievalId), ask.Justification),
            Clause = decision.Clause,
            Outcome = permitted ? RetrievalRow.Permitted : RetrievalRow.Denied,
            ReasonCode = answer.Decision && !permitted ? ReasonCodes.ObligationNotUnderstood : decision.ReasonCode,
            PolicyVersion = decision.PolicyVersion,
            LedgerIndex = decision.LedgerIndex,
            Obligations = JsonSerializer.Serialize(decision.Obligations, JsonSerializerOptions.Web),
            CreatedAt = clock.GetUtcNow(),
            PermitUntil = permitted ? decision.PermitUntil : null,
            TraceId = RecordingTelemetry.TraceId,
        };
    }

    private static void Describe(Activity? span, RetrievalRow row)
    {
        // Somebody may have typed anything into an unknown purpose, so it is not shown.
        span?.SetTag(TelemetryNames.Purpose, row.ReasonCode == ReasonCodes.UnknownPurpose ? "unknown" : row.Purpose);
        span?.SetTag(TelemetryNames.Decision, row.Outcome);
        span?.SetTag(TelemetryNames.DecisionId, row.DecisionId);
        span?.SetTag(TelemetryNames.Clause, row.Clause);
        span?.SetTag(TelemetryNames.ReasonCode, row.ReasonCode);
        span?.SetTag(TelemetryNames.PolicyVersion, row.PolicyVersion);
        span?.SetTag(TelemetryNames.LedgerIndex, row.LedgerIndex);
        span?.SetTag(TelemetryNames.RetrievalId, row.RetrievalId);
    }

    private static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value);
}

internal static class Words
{
    /// <summary>Enumerations on the wire and in policy: their names in small letters.</summary>
    public static string ToWord<T>(this T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
