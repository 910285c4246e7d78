using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Telemetry;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Messages;

/// <summary>The one way of a message from a participant into the chat, for the hub and for form posts.</summary>
internal sealed class MessageSender(
    MessageBatcher batcher,
    MessageRate rate,
    CardGuard cards,
    Notices notices,
    LiveState live,
    ChatTelemetry telemetry
)
{
    public async Task<SendOutcome> SendAsync(Participant sender, string? messageId, IncomingText incoming)
    {
        if (ClientId.Check(messageId, "messageId", out var id) is { } badId)
        {
            return badId;
        }
        if (MessageText.Check(incoming, "text", MessageText.MaxLength, out var text) is { } badText)
        {
            return badText;
        }
        if (rate.Take(sender) is { } tooMany)
        {
            return tooMany;
        }
        var plan = await cards.PlanAsync(sender, id, text);
        var outcome = plan.Stored is { } stored
            ? new SendOutcome(stored.Seq, stored.At, Fault: null)
            : await RecordAsync(new PendingSend(sender, id, plan.Text));
        if (outcome.Fault is not null)
        {
            return outcome;
        }
        await cards.CompleteAsync(sender.ChatId, plan);
        if (plan.Text != text)
        {
            await notices.CardMaskedAsync(sender.Chat, id, outcome.Seq);
        }
        if (sender.Party == Party.Adviser && await live.IsFirstAnswerAsync(sender))
        {
            telemetry.FirstAnswer(sender.Chat.Service, outcome.At - sender.Chat.StartedAt);
        }
        return outcome;
    }

    /// <summary>The batch that the message goes with has a trace of its own; this span shows the wait for it.</summary>
    private async Task<SendOutcome> RecordAsync(PendingSend message)
    {
        using var span = ChatTelemetry.Source.StartActivity(ChatTelemetry.Record);
        return await batcher.SendAsync(message);
    }
}

/// <summary>An id that a client chose: a UUID, so that a resend is known as such.</summary>
internal static class ClientId
{
    public static Fault? Check(string? value, string field, out Guid id) =>
        Guid.TryParse(value, out id) && id != Guid.Empty
            ? null
            : Fault.Invalid("id-invalid", "An id is a UUID such as 01890a5d-ac96-774b-bcce-b302099a8057.", field);
}
