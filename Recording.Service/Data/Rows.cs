using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Recording.Service.Data;

/// <summary>
/// One chat and its recording. Names are sealed with the recording's own data key, which is itself wrapped by a key
/// outside PostgreSQL: a copy of the database tells nobody who talked.
/// </summary>
internal sealed class ChatRow
{
    public Guid ChatId { get; set; }

    /// <summary>What a resident reads aloud, such as <c>7KQ2-M4XD</c>.</summary>
    public required string Reference { get; set; }

    public required string Service { get; set; }

    /// <summary>The page where the chat was started (P1): its path only.</summary>
    public string? Page { get; set; }

    public ChatMode Mode { get; set; }

    /// <summary>The language that the resident chose, a BCP 47 tag.</summary>
    public required string Language { get; set; }

    public byte[]? ResidentNameCipher { get; set; }

    /// <summary>E-mail address or telephone number, for the answer to a message that was left.</summary>
    public byte[]? ContactCipher { get; set; }

    public byte[]? AccountReferenceCipher { get; set; }

    /// <summary>From when it waits; a chat that comes back into a queue keeps its place by it.</summary>
    public DateTimeOffset QueuedAt { get; set; }

    /// <summary>It had an adviser and lost them, so that it stands before all that do not.</summary>
    public bool AtHead { get; set; }

    public string? AdviserId { get; set; }
    public byte[]? AdviserNameCipher { get; set; }

    /// <summary>All who were its adviser, the last one last: none of them retrieves it (policy: participants never do).</summary>
    public string[] AdviserIds { get; set; } = [];

    public DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset? AssignedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public Party? EndedBy { get; set; }

    /// <summary>How it ended: the outcome that the adviser chose, or why the system ended it.</summary>
    public string? Outcome { get; set; }

    /// <summary>Somebody flagged the other side's conduct (P7).</summary>
    public bool Flagged { get; set; }

    /// <summary>The fair processing notice that the resident saw (P5).</summary>
    public required string NoticeVersion { get; set; }

    /// <summary>The policy that the chat was held under (P19).</summary>
    public required string PolicyVersion { get; set; }

    /// <summary>SHA-256 of the resident's secret.</summary>
    public required byte[] SecretHash { get; set; }

    public long LastSeq { get; set; }

    /// <summary>Time of the last event: an event never gets an earlier time than the one before it.</summary>
    public DateTimeOffset LastAt { get; set; }

    /// <summary>Kept here because the reading account cannot count events without a permit.</summary>
    public int MessageCount { get; set; }

    public required byte[] DataKey { get; set; }

    /// <summary>Which key-encryption key wraps <see cref="DataKey"/>.</summary>
    public required string KeyId { get; set; }

    public string? TraceId { get; set; }

    public ChatState State =>
        this switch
        {
            { EndedAt: not null } => ChatState.Ended,
            { AdviserId: not null } => ChatState.Active,
            _ => ChatState.Waiting,
        };
}

/// <summary>
/// One numbered event of a chat; written once, and never changed but by <c>record.mask_message</c>, see
/// <c>docs/decisions/0005-masking-a-stored-message.md</c>.
/// </summary>
internal sealed class EventRow
{
    public Guid ChatId { get; set; }

    /// <summary>1, 2, 3 … without a gap within the chat.</summary>
    public long Seq { get; set; }

    /// <summary>The sender's id of it, by which a resend is known.</summary>
    public Guid EventId { get; set; }

    public EventKind Kind { get; set; }
    public Party Party { get; set; }

    /// <summary>The staff subject id; null for the resident.</summary>
    public string? PartyId { get; set; }

    /// <summary>Of the closed list that the kind defines; see <c>live_record.proto</c>.</summary>
    public string? Code { get; set; }

    /// <summary>What the event is about: a service, an adviser's subject id, or the number of a message.</summary>
    public string? Target { get; set; }

    /// <summary>The sealed text of a message, note or warning, or the sealed name of the adviser who comes.</summary>
    public byte[]? Body { get; set; }

    /// <summary>The format of <see cref="Body"/>, so that old formats are found without opening anything.</summary>
    public short? BodyVersion { get; set; }

    /// <summary>Keyed digest of the content: tells a resend from a second use of its id without showing the text.</summary>
    public required byte[] Digest { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>When digits of a payment card in it were masked after it was stored.</summary>
    public DateTimeOffset? MaskedAt { get; set; }

    public string? TraceId { get; set; }
}

/// <summary>What opens one chat's events to the reading account until it ends.</summary>
internal sealed class PermitRow
{
    public Guid PermitId { get; set; }
    public Guid ChatId { get; set; }
    public Guid DecisionId { get; set; }
    public long LedgerIndex { get; set; }
    public required string SubjectId { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>A request to open a recording and what became of it, denied ones too.</summary>
internal sealed class RetrievalRow
{
    public const string Permitted = "permit";
    public const string Denied = "deny";

    public Guid RetrievalId { get; set; }
    public Guid ChatId { get; set; }
    public Guid DecisionId { get; set; }
    public Guid? PermitId { get; set; }

    /// <summary>The staff subject id, or the chat id when it is the resident's own copy.</summary>
    public required string SubjectId { get; set; }

    public required string Purpose { get; set; }
    public string? CaseReference { get; set; }
    public byte[]? JustificationCipher { get; set; }
    public required string Clause { get; set; }

    /// <summary><see cref="Permitted"/> or <see cref="Denied"/>.</summary>
    public required string Outcome { get; set; }

    public required string ReasonCode { get; set; }
    public required string PolicyVersion { get; set; }
    public long LedgerIndex { get; set; }

    /// <summary>The obligations as the decision gave them, in JSON.</summary>
    public required string Obligations { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? PermitUntil { get; set; }
    public string? TraceId { get; set; }
}

/// <summary>What the resident says about an ended chat, once; their words are sealed like the chat's.</summary>
internal sealed class RatingRow
{
    public Guid ChatId { get; set; }

    /// <summary>1 to 5, where 5 is the best.</summary>
    public short Score { get; set; }

    public byte[]? CommentCipher { get; set; }
    public DateTimeOffset At { get; set; }
    public string? TraceId { get; set; }
}

/// <summary>What opens the access log of a chat, and nothing else; see <see cref="AccessLog.AccessCode"/>.</summary>
internal sealed class AccessCodeRow
{
    public Guid ChatId { get; set; }

    /// <summary>SHA-256 of the code without its hyphens.</summary>
    public required byte[] CodeHash { get; set; }
}
