using WebchatAspire.Chat.Api.Chats;
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
internal sealed class CardGuard(ChatReader reader, RecordChanges record, ChatEvents events, TimeProvider clock)
{
    /// <summary>How far back the parts of a number are looked for.</summary>
    private const int LookBack = 20;

    /// <summary>How many characters may stand before the digits that go on with a number.</summary>
    private const int Lead = 3;

    /// <summary>Shorter than the 15 minutes in which the record lets a message be masked.</summary>
    private static readonly TimeSpan StillMaskable = TimeSpan.FromMinutes(14);

    /// <summary>
    /// Finds what the text shows, and what it completes. Nothing is changed yet: what came before is masked once the text is
    /// stored, so that sending it again after a fault finds the parts as they were and goes on where it stopped.
    /// </summary>
    public async Task<CardPlan> PlanAsync(Participant sender, Guid messageId, string text)
    {
        var masked = PaymentCards.Mask(text);
        if (!masked.AsSpan(0, Math.Min(masked.Length, Lead + 1)).ContainsAnyInRange('0', '9'))
        {
            return new CardPlan(masked, Stored: null, Earlier: []);
        }
        var own = await RecentAsync(sender);
        var stored = own.FirstOrDefault(message => message.Id == messageId);
        if (stored is not null)
        {
            if (!IsMaskOf(stored.Text!, masked))
            {
                return new CardPlan(masked, Stored: null, Earlier: []);
            }
            own.RemoveAll(message => message.Seq >= stored.Seq);
        }
        var parts = new CardParts([.. own.Select(message => message.Text!)], masked);
        var earlier = parts.Changed.Select(part => (Message: own[part.Index], part.Text)).ToList();
        var oldest = clock.GetUtcNow() - StillMaskable;
        return new CardPlan(
            earlier.All(part => part.Message.At > oldest) ? parts.Last : parts.LastInFull,
            stored,
            [.. earlier.Where(part => part.Message.At > oldest)]
        );
    }

    /// <summary>Masks the stored parts, after the message that completes them is on the record.</summary>
    public async Task CompleteAsync(Guid chatId, CardPlan plan)
    {
        if (plan.Stored is { } stored)
        {
            // Its first sender may not have heard, and then nobody else has either.
            await events.PublishAsync(chatId, stored);
        }
        foreach (var (message, text) in plan.Earlier)
        {
            await MaskStoredAsync(chatId, message, text);
        }
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

    private async Task MaskStoredAsync(Guid chatId, ChatEvent message, string text)
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
    }

    private static bool IsMaskOf(string stored, string text) =>
        stored.Length == text.Length
        && stored.Zip(text).All(pair => pair.First == pair.Second || (pair.First == '*' && char.IsDigit(pair.Second)));
}

/// <summary>What is to be done so that no card number stays.</summary>
/// <param name="Text">The message as it is to be stored.</param>
/// <param name="Stored">The message as it is stored already, if this is a resend.</param>
/// <param name="Earlier">Messages before it that hold a part of the number, each with its masked text.</param>
internal sealed record CardPlan(
    string Text,
    ChatEvent? Stored,
    IReadOnlyList<(ChatEvent Message, string Text)> Earlier
);

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
