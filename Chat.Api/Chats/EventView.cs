using WebchatAspire.Chat.Api.Messages;
using WebchatAspire.Contracts;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Chats;

/// <summary>One numbered event of a chat as its participants see it.</summary>
/// <param name="Kind"><c>started</c>, <c>message</c>, <c>assigned</c> or <c>ended</c>.</param>
/// <param name="Party"><c>resident</c>, <c>adviser</c> or <c>system</c>.</param>
/// <param name="Text">Of messages only.</param>
internal sealed record EventView(
    long Seq,
    Guid Id,
    string Kind,
    string Party,
    string? Name,
    string? Text,
    DateTimeOffset At
)
{
    public static EventView Of(RecordedEvent recorded) =>
        new(
            recorded.Seq,
            recorded.EventId.ToGuid(),
            recorded.Kind switch
            {
                EventKind.Started => "started",
                EventKind.Message => Message,
                EventKind.Assigned => "assigned",
                EventKind.Ended => "ended",
                _ => throw new ArgumentOutOfRangeException(nameof(recorded)),
            },
            PartyName(recorded.Party),
            Wire.NullIfEmpty(recorded.PartyName),
            Wire.NullIfEmpty(recorded.Text),
            recorded.At.ToDateTimeOffset()
        );

    /// <summary>A message that was just stored.</summary>
    public static EventView Of(PendingSend stored, long seq, Google.Protobuf.WellKnownTypes.Timestamp at) =>
        new(
            seq,
            stored.MessageId,
            Message,
            PartyName(stored.Sender.Party),
            stored.Sender.Name,
            stored.Text,
            at.ToDateTimeOffset()
        );

    private const string Message = "message";

    private static string PartyName(Party party) =>
        party switch
        {
            Contracts.Record.Party.Resident => "resident",
            Contracts.Record.Party.Adviser => "adviser",
            Contracts.Record.Party.System => "system",
            _ => throw new ArgumentOutOfRangeException(nameof(party)),
        };
}

internal static class Wire
{
    /// <summary>Protocol buffers have no missing text, only an empty one.</summary>
    public static string? NullIfEmpty(string value) => value.Length == 0 ? null : value;
}
