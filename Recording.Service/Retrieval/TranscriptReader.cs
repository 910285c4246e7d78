using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Encryption;
using WebchatAspire.Recording.Service.Retrieval.Obligations;
using WebchatAspire.Recording.Service.Telemetry;
using WebchatAspire.ServiceDefaults.Enforcement;
using WebchatAspire.ServiceDefaults.Enforcement.Obligations;
using WebchatAspire.ServiceDefaults.Problems;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Recording.Service.Retrieval;

/// <summary>A recording's text as it may be seen under one permit.</summary>
/// <param name="LedgerIndex">The entry of this very reading.</param>
/// <param name="AccessCode">On a resident's own copy: what opens the chat's access log on any device.</param>
internal sealed record Transcript(
    Guid RetrievalId,
    Guid ChatId,
    string Reference,
    string Service,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    long LedgerIndex,
    DateTimeOffset PermitUntil,
    IReadOnlyList<string> Obligations,
    IReadOnlyList<TranscriptEvent> Events,
    string? AccessCode = null
)
{
    /// <summary>
    /// What the resident has seen of their chat: no notes among staff, not that somebody followed it or should, nothing of a
    /// flag that the adviser raised, and of a move only that there was one.
    /// </summary>
    public Transcript ForResident(string accessCode) =>
        this with
        {
            AccessCode = accessCode,
            Events =
            [
                .. Events
                    .Where(item =>
                        item.Kind != Note && item.Kind != Monitoring && (item.Kind != Flagged || item.Party == Resident)
                    )
                    .Select(item =>
                        item.Kind == Moved ? item with { Code = null, Target = null, TargetName = null } : item
                    ),
            ],
        };

    private static readonly string Note = EventKind.Note.ToWord();
    private static readonly string Monitoring = EventKind.Monitoring.ToWord();
    private static readonly string Flagged = EventKind.Flagged.ToWord();
    private static readonly string Moved = EventKind.Moved.ToWord();
    private static readonly string Resident = Party.Resident.ToWord();
}

internal sealed record TranscriptEvent(
    long Seq,
    Guid Id,
    string Kind,
    string Party,
    string? Name,
    string? Text,
    DateTimeOffset At,
    string? Code,
    string? Target,
    string? TargetName
);

/// <summary>Reads a transcript: first the entry in the ledger, then the text, then the obligations (law 3).</summary>
internal sealed class TranscriptReader(
    PolicyClient policy,
    EventReader events,
    ObligationRegistry registry,
    DataKeys keys,
    TimeProvider clock
)
{
    private const int PageSize = 1000;

    /// <returns>The transcript, or the problem that says why there is none.</returns>
    /// <exception cref="PolicyUnavailableException">The reading could not be entered into the ledger.</exception>
    public async Task<(Transcript? Transcript, ProblemHttpResult? Problem)> ReadAsync(
        RetrievalRow retrieval,
        string? subjectToken,
        CancellationToken cancellationToken
    )
    {
        using var span = RecordingTelemetry.Source.StartActivity(RecordingTelemetry.Read);
        span?.SetTag(TelemetryNames.ChatId, retrieval.ChatId);
        span?.SetTag(TelemetryNames.RetrievalId, retrieval.RetrievalId);
        span?.SetTag(TelemetryNames.DecisionId, retrieval.DecisionId);

        if (retrieval is not { PermitId: { } permitId, PermitUntil: { } until })
        {
            return (null, Problem.Forbidden("retrieval-denied", "This retrieval was not permitted."));
        }
        span?.SetTag(TelemetryNames.Purpose, retrieval.Purpose);
        var obligations = JsonSerializer.Deserialize<List<Obligation>>(
            retrieval.Obligations,
            JsonSerializerOptions.Web
        )!;
        if (until <= clock.GetUtcNow() || !registry.CanCarryOut(obligations, until))
        {
            return (null, PermitEnded());
        }
        var entered = await policy.EnterReadingAsync(
            retrieval.DecisionId,
            retrieval.ChatId,
            subjectToken,
            cancellationToken
        );
        if (entered.LedgerIndex is not { } ledgerIndex)
        {
            return (null, entered.Refusal == ReadRefusals.RestrictionNeeded ? RestrictionNeeded() : PermitEnded());
        }
        span?.SetTag(TelemetryNames.LedgerIndex, ledgerIndex);
        if (await ReadWholeAsync(permitId, retrieval.ChatId, cancellationToken) is not var (chat, whole))
        {
            return (null, PermitEnded());
        }
        return (
            new Transcript(
                retrieval.RetrievalId,
                chat.ChatId,
                chat.Reference,
                chat.Service,
                chat.StartedAt,
                chat.EndedAt,
                ledgerIndex,
                until,
                [.. obligations.Select(obligation => obligation.Id)],
                [.. registry.Apply(obligations, whole, ParticipantsOf(chat, whole)).Select(Shown)]
            ),
            null
        );
    }

    /// <summary>
    /// All events, page by page; a transcript is whole. Null when a page has none: a chat has events from its first moment,
    /// so row-level security shows none any more.
    /// </summary>
    private async Task<(ChatRow Chat, IReadOnlyList<OpenedEvent> Events)?> ReadWholeAsync(
        Guid permitId,
        Guid chatId,
        CancellationToken cancellationToken
    )
    {
        var ground = ReadingGround.Permit(permitId);
        var whole = new List<OpenedEvent>();
        while (true)
        {
            var afterSeq = whole.Count > 0 ? whole[^1].Seq : 0;
            var page = await events.ReadAsync(ground, chatId, afterSeq, PageSize, cancellationToken);
            if (page is not { Chat: { } chat, Events.Count: > 0 })
            {
                return null;
            }
            whole.AddRange(page.Events);
            if (!page.More)
            {
                return (chat, whole);
            }
        }
    }

    private Participants ParticipantsOf(ChatRow chat, IReadOnlyList<OpenedEvent> whole)
    {
        var residentName = keys.Open(chat).OpenOptional(SealedField.ResidentName, chat.ResidentNameCipher);
        var names = whole
            .SelectMany(item => new[] { item.Name, item.TargetName })
            .Append(residentName)
            .OfType<string>();
        return new Participants([.. names.Distinct(StringComparer.Ordinal)]);
    }

    private static TranscriptEvent Shown(OpenedEvent item) =>
        new(
            item.Seq,
            item.EventId,
            item.Kind.ToWord(),
            item.Party.ToWord(),
            item.Name,
            item.Text,
            item.At,
            item.Code,
            item.Target,
            item.TargetName
        );

    private static ProblemHttpResult RestrictionNeeded() =>
        Problem.Forbidden(
            ReadRefusals.RestrictionNeeded,
            "The permit obliges to restrict what the resident is told. Ask for a restriction; once a second person has confirmed it, the text can be read."
        );

    private static ProblemHttpResult PermitEnded() =>
        Problem.Forbidden("permit-ended", "The permit for this recording has ended. Ask again if you still need it.");
}
