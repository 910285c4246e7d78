using StackExchange.Redis;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Contracts;
using WebchatAspire.Contracts.Record;
using RecordedChat = WebchatAspire.Contracts.Record.Chat;

namespace WebchatAspire.Chat.Api.Live;

/// <summary>What live chat has to know of a chat; a copy of the record, without its text.</summary>
/// <param name="Seq">
/// The chat's sequence number that this copy shows. Every change of a chat is a numbered event, so of two copies the one
/// with the higher number is the newer.
/// </param>
/// <param name="AdviserName">Personal data, as is <paramref name="ResidentName"/>.</param>
/// <param name="Answered">Whether the adviser's first answer has been measured, or can no longer be.</param>
internal sealed record LiveChat(
    Guid Id,
    string Reference,
    string Service,
    ChatState State,
    long Seq,
    DateTimeOffset StartedAt,
    DateTimeOffset QueuedAt,
    bool AtHead,
    ChatMode Mode,
    string Language,
    string? AdviserId,
    string? AdviserName,
    string? ResidentName,
    ReadOnlyMemory<byte> SecretHashBytes,
    bool Answered
)
{
    /// <summary>
    /// When it last came back into a queue, as far as Redis remembers; beside the copy of the record, which keeps its place
    /// by its first start.
    /// </summary>
    public DateTimeOffset? ReturnedAt { get; init; }

    /// <summary>Since when somebody waits for the next adviser.</summary>
    public DateTimeOffset WaitingSince => ReturnedAt ?? QueuedAt;

    /// <summary>Longer ago than any chat has waited: so whoever lost their adviser stands before all others.</summary>
    private const double BeforeAll = 4e12;

    public ReadOnlySpan<byte> SecretHash => SecretHashBytes.Span;

    /// <summary>The position in the queue goes by this: first come, first served, after those who lost their adviser.</summary>
    public double Score => QueuedAt.ToUnixTimeMilliseconds() - (AtHead ? BeforeAll : 0);

    /// <summary>Whether somebody waits for it on a page.</summary>
    public bool IsLive => Mode != ChatMode.Message;

    /// <summary>
    /// A copy of the record. When an active chat is loaded from there, nobody knows whether its first answer was
    /// measured; a missing value is better than a wrong one.
    /// </summary>
    public static LiveChat From(RecordedChat chat) =>
        new(
            chat.ChatId.ToGuid(),
            chat.Reference,
            chat.Service,
            chat.State,
            chat.LastSeq,
            chat.StartedAt.ToDateTimeOffset(),
            (chat.QueuedAt ?? chat.StartedAt).ToDateTimeOffset(),
            chat.AtHead,
            chat.Mode,
            chat.Language.Length > 0 ? chat.Language : ChatViews.DefaultLanguage,
            Wire.NullIfEmpty(chat.AdviserId),
            Wire.NullIfEmpty(chat.AdviserName),
            Wire.NullIfEmpty(chat.ResidentName),
            chat.SecretHash.Memory,
            Answered: chat.State != ChatState.Waiting
        );

    public LiveChat AssignedTo(string adviserId, string adviserName, long seq) =>
        this with
        {
            State = ChatState.Active,
            AtHead = false,
            AdviserId = adviserId,
            AdviserName = adviserName,
            Seq = seq,
        };

    public LiveChat EndedAt(long seq) => this with { State = ChatState.Ended, Seq = seq };

    public HashEntry[] ToHash()
    {
        var fields = new List<HashEntry>
        {
            new(Field.Reference, Reference),
            new(Field.Service, Service),
            new(Field.State, (int)State),
            new(Field.Seq, Seq),
            new(Field.StartedAt, StartedAt.ToUnixTimeMilliseconds()),
            new(Field.QueuedAt, QueuedAt.ToUnixTimeMilliseconds()),
            new(Field.AtHead, AtHead),
            new(Field.Mode, (int)Mode),
            new(Field.Language, Language),
            new(Field.SecretHash, SecretHashBytes),
        };
        AddIfPresent(Field.AdviserId, AdviserId);
        AddIfPresent(Field.AdviserName, AdviserName);
        AddIfPresent(Field.ResidentName, ResidentName);
        if (Answered)
        {
            fields.Add(new HashEntry(Field.Answered, 1));
        }
        return [.. fields];

        void AddIfPresent(string name, string? value)
        {
            if (value is not null)
            {
                fields.Add(new HashEntry(name, value));
            }
        }
    }

    /// <returns>Null if there is no such hash, or only a part of one.</returns>
    public static LiveChat? FromHash(Guid id, HashEntry[] hash)
    {
        var fields = hash.ToDictionary(entry => entry.Name.ToString(), entry => entry.Value);
        if (!fields.TryGetValue(Field.Seq, out var seq))
        {
            return null;
        }
        return new LiveChat(
            id,
            fields[Field.Reference]!,
            fields[Field.Service]!,
            (ChatState)(int)fields[Field.State],
            (long)seq,
            DateTimeOffset.FromUnixTimeMilliseconds((long)fields[Field.StartedAt]),
            DateTimeOffset.FromUnixTimeMilliseconds((long)fields[Field.QueuedAt]),
            (bool)fields[Field.AtHead],
            (ChatMode)(int)fields[Field.Mode],
            fields[Field.Language]!,
            fields.GetValueOrDefault(Field.AdviserId),
            fields.GetValueOrDefault(Field.AdviserName),
            fields.GetValueOrDefault(Field.ResidentName),
            fields[Field.SecretHash],
            fields.ContainsKey(Field.Answered)
        )
        {
            ReturnedAt = fields.TryGetValue(Field.ReturnedAt, out var returned)
                ? DateTimeOffset.FromUnixTimeMilliseconds((long)returned)
                : null,
        };
    }

    /// <summary>Names of the fields of the hash.</summary>
    public static class Field
    {
        public const string Reference = "reference";
        public const string Service = "service";
        public const string State = "state";
        public const string Seq = "seq";
        public const string StartedAt = "started_at";
        public const string QueuedAt = "queued_at";
        public const string AtHead = "at_head";
        public const string Mode = "mode";
        public const string Language = "language";
        public const string AdviserId = "adviser_id";
        public const string AdviserName = "adviser_name";
        public const string ResidentName = "resident_name";
        public const string SecretHash = "secret_hash";
        public const string Answered = "answered";

        public const string ReturnedAt = "returned_at";

        /// <summary>The adviser who asked for somebody to follow the chat; beside the copy of the record.</summary>
        public const string AskedBy = "asked_by";

        /// <summary>An adviser has had the chat; beside the copy of the record, which does not say it.</summary>
        public const string Assigned = "assigned";
    }
}
