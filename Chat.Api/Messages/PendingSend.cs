using System.Diagnostics;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Contracts;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Messages;

/// <summary>What became of a message: its place in the chat, or why there is none.</summary>
internal readonly record struct SendOutcome(long Seq, DateTimeOffset At, Fault? Fault)
{
    public static implicit operator SendOutcome(Fault fault) => new(0, default, fault);
}

/// <summary>An event on its way into the record, and its sender who waits to hear.</summary>
/// <param name="text">Empty for a kind without one.</param>
/// <param name="code">Of the closed list of its kind.</param>
/// <param name="target">Of the notice <c>card-masked</c>: the number of the message.</param>
internal sealed class PendingSend(
    Participant sender,
    Guid messageId,
    string text,
    EventKind kind = EventKind.Message,
    string code = "",
    string target = ""
)
{
    // The batch loop must not run the sender's continuation.
    private readonly TaskCompletionSource<SendOutcome> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Participant Sender => sender;
    public Guid MessageId => messageId;
    public string Text => text;
    public EventKind Kind => kind;
    public string Code => code;
    public string Target => target;

    /// <summary>The span of the send, for the batch to link to.</summary>
    public ActivityContext Trace { get; } = Activity.Current?.Context ?? default;

    public Task<SendOutcome> Outcome => _done.Task;

    public void Complete(SendOutcome outcome) => _done.TrySetResult(outcome);

    public NewEvent ToNewEvent() =>
        new()
        {
            ChatId = sender.ChatId.ToBytes(),
            EventId = messageId.ToBytes(),
            Kind = kind,
            Party = sender.Party,
            PartyId = sender.PartyId,
            Text = text,
            Code = code,
            Target = target,
        };
}
