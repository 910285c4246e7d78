using WebchatAspire.Chat.Api.Messages;
using WebchatAspire.Contracts;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Chats;

/// <summary>Events of the record as the participants of a chat see them.</summary>
internal static class EventViews
{
    public static ChatEvent ToView(this RecordedEvent recorded) =>
        new(
            recorded.Seq,
            recorded.EventId.ToGuid(),
            recorded.Kind.ToName(),
            recorded.Party.ToName(),
            Wire.NullIfEmpty(recorded.PartyName),
            Wire.NullIfEmpty(recorded.Text),
            recorded.At.ToDateTimeOffset(),
            Wire.NullIfEmpty(recorded.Code),
            recorded.Kind == EventKind.Moved && recorded.Code == EventCodes.ToAdviser
                ? null
                : Wire.NullIfEmpty(recorded.Target),
            Wire.NullIfEmpty(recorded.TargetName)
        );

    /// <summary>A message that was just stored.</summary>
    public static ChatEvent ToView(this PendingSend stored, long seq, Google.Protobuf.WellKnownTypes.Timestamp at) =>
        new(
            seq,
            stored.MessageId,
            stored.Kind.ToName(),
            stored.Sender.Party.ToName(),
            stored.Sender.Name,
            Wire.NullIfEmpty(stored.Text),
            at.ToDateTimeOffset(),
            Wire.NullIfEmpty(stored.Code),
            Wire.NullIfEmpty(stored.Target)
        );

    /// <summary>The event as a participant may see it: what is not for them has its number and its time, and nothing else.</summary>
    public static ChatEvent For(this ChatEvent happened, Party viewer) =>
        IsFor(happened, viewer)
            ? happened
            : new ChatEvent(
                happened.Seq,
                happened.Id,
                EventKinds.Hidden,
                Parties.System,
                Name: null,
                Text: null,
                happened.At
            );

    /// <summary>Whether all participants see the event alike.</summary>
    public static bool IsForAll(this ChatEvent happened) =>
        IsFor(happened, Party.Resident) && IsFor(happened, Party.Adviser);

    private static bool IsFor(ChatEvent happened, Party viewer) =>
        happened.Kind switch
        {
            EventKinds.Note or EventKinds.Monitoring => viewer == Party.Adviser,
            EventKinds.Flagged => happened.Party == viewer.ToName(),
            _ => true,
        };

    public static string ToName(this Party party) =>
        party switch
        {
            Party.Resident => Parties.Resident,
            Party.Adviser => Parties.Adviser,
            Party.System => Parties.System,
            _ => throw new ArgumentOutOfRangeException(nameof(party)),
        };

    private static string ToName(this EventKind kind) =>
        kind switch
        {
            EventKind.Started => EventKinds.Started,
            EventKind.Message => EventKinds.Message,
            EventKind.Assigned => EventKinds.Assigned,
            EventKind.Moved => EventKinds.Moved,
            EventKind.Note => EventKinds.Note,
            EventKind.Warned => EventKinds.Warned,
            EventKind.Flagged => EventKinds.Flagged,
            EventKind.Notice => EventKinds.Notice,
            EventKind.Monitoring => EventKinds.Monitoring,
            EventKind.Ended => EventKinds.Ended,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
}

internal static class Wire
{
    /// <summary>Protocol buffers have no missing text, only an empty one.</summary>
    public static string? NullIfEmpty(string value) => value.Length == 0 ? null : value;
}
