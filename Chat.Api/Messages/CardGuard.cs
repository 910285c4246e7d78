using Grpc.Core;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Hubs;
using WebchatAspire.Chat.Api.Record;
using WebchatAspire.Contracts;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;
using WebchatAspire.ServiceDefaults.PersonalData;

namespace WebchatAspire.Chat.Api.Messages;

/// <summary>
/// Keeps card numbers out that are written over several messages. Nobody can know of the first part that it is one; when
/// the part comes that completes it, the stored parts are masked too (docs/decisions/0005), so that in the end no more
/// than the last four digits are anywhere.
/// </summary>
internal sealed class CardGuard(ChatReader reader, RecordChanges record, ChatEvents events)
{
    /// <summary>How far back the parts of a number are looked for.</summary>
    private const int LookBack = 20;

    /// <summary>How many characters may stand before the digits that go on with a number.</summary>
    private const int Lead = 3;

    /// <summary>Masks what the text shows, and what it completes.</summary>
    /// <returns>The text to be stored; or the answer, if this very message is stored already.</returns>
    public async Task<(string Text, SendOutcome? Stored)> MaskAsync(Participant sender, Guid messageId, string text)
    {
        var masked = PaymentCards.Mask(text);
        if (!masked.AsSpan(0, Math.Min(masked.Length, Lead + 1)).ContainsAnyInRange('0', '9'))
        {
            return (masked, null);
        }
        var own = await RecentAsync(sender);
        if (own.FirstOrDefault(message => message.Id == messageId) is { } stored)
        {
            // A resend. What it completed is masked by now, so it would look like another text.
            if (!IsMaskOf(stored.Text!, masked))
            {
                return (masked, null);
            }
            // Its first sender may not have heard, and then nobody else has either.
            await events.PublishAsync(sender.ChatId, stored);
            return (masked, new SendOutcome(stored.Seq, stored.At, Fault: null));
        }
        var parts = new CardParts([.. own.Select(message => message.Text!)], masked);
        var complete = true;
        foreach (var (index, part) in parts.Changed)
        {
            complete &= await MaskStoredAsync(sender.ChatId, own[index], part);
        }
        return (complete ? parts.Last : parts.LastInFull, null);
    }

    /// <summary>The sender's own messages among the last events, oldest first.</summary>
    private async Task<List<ChatEvent>> RecentAsync(Participant sender)
    {
        var chat = await reader.ChatAsync(sender.ChatId, CancellationToken.None);
        var page = await reader.AllAfterAsync(
            sender.ChatId,
            chat.LastSeq - LookBack,
            limit: null,
            CancellationToken.None
        );
        var party = sender.Party.ToName();
        return [.. page.Events.Where(happened => happened.Kind == EventKinds.Message && happened.Party == party)];
    }

    /// <returns>False if the record does not let it be changed any more.</returns>
    private async Task<bool> MaskStoredAsync(Guid chatId, ChatEvent message, string text)
    {
        try
        {
            var notice = await record.MaskAsync(
                new MaskRequest
                {
                    ChatId = chatId.ToBytes(),
                    EventId = DerivedId.Of(message.Id, EventCodes.CardMasked, message.Seq).ToBytes(),
                    MessageId = message.Id.ToBytes(),
                    Text = text,
                }
            );
            await events.PublishAsync(chatId, notice.ToView());
            return true;
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.FailedPrecondition)
        {
            return false;
        }
    }

    private static bool IsMaskOf(string stored, string text) =>
        stored.Length == text.Length
        && stored.Zip(text).All(pair => pair.First == pair.Second || (pair.First == '*' && char.IsDigit(pair.Second)));
}

/// <summary>Messages that follow each other, and what of them makes up card numbers that end in the last.</summary>
internal sealed class CardParts
{
    private readonly List<(int Index, string Text)> _changed = [];

    public CardParts(IReadOnlyList<string> earlier, string last)
    {
        var joined = string.Join('\n', earlier.Append(last));
        var lastStart = joined.Length - last.Length;
        var (kept, full) = (joined.ToCharArray(), joined.ToCharArray());
        foreach (var (start, end) in PaymentCardNumbers.Find(joined))
        {
            // One that lies in the last message alone is masked already, and one before it is none of its matter.
            if (start < lastStart && end > lastStart)
            {
                PaymentCards.Hide(kept, start, end);
                PaymentCards.Hide(full, start, end, kept: 0);
            }
        }
        (Last, LastInFull) = (new string(kept, lastStart, last.Length), new string(full, lastStart, last.Length));
        for (int index = 0, at = 0; index < earlier.Count; at += earlier[index].Length + 1, index++)
        {
            var now = new string(kept, at, earlier[index].Length);
            if (now != earlier[index])
            {
                _changed.Add((index, now));
            }
        }
    }

    /// <summary>The last message, with the last four digits of a number.</summary>
    public string Last { get; }

    /// <summary>The last message without any digit of a number, for when the parts before it stay readable.</summary>
    public string LastInFull { get; }

    /// <summary>The earlier messages that have another text now.</summary>
    public IReadOnlyList<(int Index, string Text)> Changed => _changed;
}
