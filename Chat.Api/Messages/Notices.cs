using System.Globalization;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Messages;

/// <summary>What the system itself says in a chat. Saying it twice, here or on another replica, makes one event.</summary>
internal sealed class Notices(MessageBatcher batcher)
{
    /// <summary>Tells both that digits of a message were masked.</summary>
    public Task<SendOutcome> CardMaskedAsync(LiveChat chat, Guid messageId, long seq) =>
        SayAsync(
            chat,
            DerivedId.Of(messageId, EventCodes.CardMasked),
            EventCodes.CardMasked,
            seq.ToString(CultureInfo.InvariantCulture)
        );

    /// <summary>Tells both that the chat is ended unless somebody writes.</summary>
    /// <param name="lastSeq">The number after which nothing happened: one warning for each silence.</param>
    public Task<SendOutcome> IdleWarningAsync(LiveChat chat, long lastSeq) =>
        SayAsync(chat, DerivedId.Of(chat.Id, EventCodes.IdleWarning, lastSeq), EventCodes.IdleWarning);

    /// <summary>Tells both that somebody asked for the chat to stay open.</summary>
    public Task<SendOutcome> KeptOpenAsync(LiveChat chat, Guid messageId) =>
        SayAsync(chat, messageId, EventCodes.KeptOpen);

    /// <summary>Tells the adviser that somebody follows the chat, or does so no longer. The resident does not see it.</summary>
    /// <param name="decisionId">Of the permit.</param>
    /// <param name="code"><c>started</c> or <c>ended</c>.</param>
    public Task<SendOutcome> MonitoringAsync(LiveChat chat, Guid decisionId, string code) =>
        batcher.SendAsync(
            new PendingSend(
                new Participant(chat, Party.System, "", null),
                MonitoringId(decisionId, code),
                "",
                EventKind.Monitoring,
                code
            )
        );

    public static Guid MonitoringId(Guid decisionId, string code) =>
        DerivedId.Of(decisionId, $"{EventKinds.Monitoring}-{code}");

    private Task<SendOutcome> SayAsync(LiveChat chat, Guid id, string code, string target = "") =>
        batcher.SendAsync(
            new PendingSend(new Participant(chat, Party.System, "", null), id, "", EventKind.Notice, code, target)
        );
}
