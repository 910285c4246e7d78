using System.Globalization;
using Grpc.Core;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Recording.Service.Live;

/// <summary>Checks of the events of a batch: each kind has its parties, and either a text or codes of a closed list.</summary>
internal static class EntryInput
{
    /// <summary>The codes of a kind; a kind that is not here has none.</summary>
    private static readonly Dictionary<EventKind, string[]> Codes = new()
    {
        [EventKind.Warned] = ["caution", "final-warning"],
        [EventKind.Flagged] = ["resident", "adviser"],
        [EventKind.Notice] = [CardMask.NoticeCode, "idle-warning", "kept-open"],
        [EventKind.Monitoring] = [Asked, "started", "ended"],
    };

    /// <summary>What an adviser says of it; the rest is the system's.</summary>
    private const string Asked = "asked";

    public static List<NewEntry> Read(AppendRequest request) =>
        request.Events.Count <= LiveInput.MaxBatch
            ? [.. request.Events.Select(Read)]
            : throw LiveInput.Invalid("events", $"at most {LiveInput.MaxBatch} in a batch");

    private static NewEntry Read(NewEvent sent)
    {
        var (party, partyId) = LiveInput.Sender(sent.Party, sent.PartyId);
        if (!MaySend(sent, party))
        {
            throw Enum.IsDefined(sent.Kind) && sent.Kind is >= EventKind.Note or EventKind.Message
                ? LiveInput.Invalid("party", "one that makes events of this kind")
                : LiveInput.Invalid("kind", "message, note, warned, flagged, notice or monitoring");
        }
        return new NewEntry(
            LiveInput.Id(sent.ChatId, "chat_id"),
            LiveInput.Id(sent.EventId, "event_id"),
            sent.Kind,
            party,
            partyId,
            Text(sent),
            Code(sent),
            Target(sent)
        );
    }

    private static bool MaySend(NewEvent sent, Party party) =>
        sent.Kind switch
        {
            EventKind.Message or EventKind.Flagged => party is Party.Resident or Party.Adviser,
            EventKind.Note or EventKind.Warned => party is Party.Adviser,
            EventKind.Notice => party is Party.System,
            EventKind.Monitoring => party == (sent.Code == Asked ? Party.Adviser : Party.System),
            _ => false,
        };

    private static string? Text(NewEvent sent) =>
        sent.Kind is not (EventKind.Flagged or EventKind.Notice or EventKind.Monitoring)
            ? LiveInput.Text(sent.Text, "text")
        : sent.Text.Length == 0 ? null
        : throw LiveInput.Invalid("text", "none with this kind");

    private static string? Code(NewEvent sent)
    {
        if (!Codes.TryGetValue(sent.Kind, out var codes))
        {
            return sent.Code.Length == 0 ? null : throw LiveInput.Invalid("code", "none with this kind");
        }
        // A flag is about the other side: nobody flags themselves.
        var own = sent.Kind == EventKind.Flagged && codes[(int)sent.Party - 1] == sent.Code;
        return codes.Contains(sent.Code) && !own
            ? sent.Code
            : throw LiveInput.Invalid("code", $"one of {string.Join(", ", codes)}, and not the sender's own");
    }

    private static string? Target(NewEvent sent) =>
        sent is { Kind: EventKind.Notice, Code: CardMask.NoticeCode }
            ? long.TryParse(sent.Target, NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
            && seq > 0
            && seq.ToString(CultureInfo.InvariantCulture) == sent.Target
                ? sent.Target
                : throw LiveInput.Invalid("target", "the number of a message")
            : sent.Target.Length == 0
                ? null
                : throw LiveInput.Invalid("target", "none with this kind and code");
}
