using System.Globalization;
using StackExchange.Redis;

namespace WebchatAspire.Chat.Api.Monitoring;

/// <summary>A member of staff, by their subject id, and the chat that they follow without taking part.</summary>
internal readonly record struct Follower(Guid ChatId, string SubjectId)
{
    public string Key => $"{ChatId:N}:{SubjectId}";

    /// <exception cref="FormatException">It is no such key.</exception>
    public static Follower Parse(string key)
    {
        var parts = key.Split(':', 2);
        return parts is [var chat, { Length: > 0 } subject]
            ? new Follower(Guid.ParseExact(chat, "N"), subject)
            : throw new FormatException("A follower is a chat and a subject id.");
    }
}

/// <summary>A permit to follow one chat, and what has become of it.</summary>
/// <param name="AfterSeq">The chat's last number when it began: no earlier event is shown.</param>
/// <param name="Trace">The span of the request that began it, in W3C Trace Context.</param>
/// <param name="EndedBy">Why it goes on no longer, while that is not in the ledger yet.</param>
internal sealed record FollowedChat(
    Follower Follower,
    Guid DecisionId,
    string Purpose,
    string Clause,
    string PolicyVersion,
    long LedgerIndex,
    DateTimeOffset PermitUntil,
    bool TellsAdviser,
    DateTimeOffset? StartedAt = null,
    long AfterSeq = 0,
    string? Trace = null,
    string? EndedBy = null
)
{
    public bool IsRunningAt(DateTimeOffset now) => StartedAt is not null && EndedBy is null && now < PermitUntil;

    public HashEntry[] ToHash()
    {
        var fields = new List<HashEntry>
        {
            new(Field.Decision, DecisionId.ToString("N")),
            new(Field.Purpose, Purpose),
            new(Field.Clause, Clause),
            new(Field.Policy, PolicyVersion),
            new(Field.Ledger, LedgerIndex),
            new(Field.Until, PermitUntil.ToString("O", CultureInfo.InvariantCulture)),
            new(Field.Tells, TellsAdviser),
            new(Field.AfterSeq, AfterSeq),
        };
        AddIfPresent(Field.StartedAt, StartedAt?.ToString("O", CultureInfo.InvariantCulture));
        AddIfPresent(Field.Trace, Trace);
        AddIfPresent(Field.EndedBy, EndedBy);
        return [.. fields];

        void AddIfPresent(string name, string? value)
        {
            if (value is not null)
            {
                fields.Add(new HashEntry(name, value));
            }
        }
    }

    /// <returns>Null if there is no such hash.</returns>
    public static FollowedChat? FromHash(Follower follower, HashEntry[] hash)
    {
        if (hash.Length == 0)
        {
            return null;
        }
        var fields = hash.ToDictionary(entry => entry.Name.ToString(), entry => entry.Value);
        return new FollowedChat(
            follower,
            Guid.ParseExact(fields[Field.Decision].ToString(), "N"),
            fields[Field.Purpose]!,
            fields[Field.Clause]!,
            fields[Field.Policy]!,
            (long)fields[Field.Ledger],
            Time(fields[Field.Until]),
            (bool)fields[Field.Tells],
            fields.TryGetValue(Field.StartedAt, out var started) ? Time(started) : null,
            (long)fields[Field.AfterSeq],
            fields.GetValueOrDefault(Field.Trace),
            fields.GetValueOrDefault(Field.EndedBy)
        );
    }

    private static DateTimeOffset Time(RedisValue value) =>
        DateTimeOffset.ParseExact(value.ToString(), "O", CultureInfo.InvariantCulture);

    /// <summary>Names of the fields of the hash.</summary>
    public static class Field
    {
        public const string Decision = "decision";
        public const string Purpose = "purpose";
        public const string Clause = "clause";
        public const string Policy = "policy_version";
        public const string Ledger = "ledger_index";
        public const string Until = "until";
        public const string Tells = "tells_adviser";
        public const string AfterSeq = "after_seq";
        public const string StartedAt = "started_at";
        public const string Trace = "trace";
        public const string EndedBy = "ended_by";
    }
}
