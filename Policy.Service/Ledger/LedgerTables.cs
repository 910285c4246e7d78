namespace WebchatAspire.Policy.Service.Ledger;

/// <summary>One entry of the ledger. Read only: entries are written by the database function <c>ledger.append_entries</c>.</summary>
internal sealed class LedgerEntry
{
    /// <summary>From 0, without gaps.</summary>
    public long Index { get; init; }

    public required string Kind { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>Canonical JSON without personal data (law 5).</summary>
    public required string Entry { get; init; }

    /// <summary>SHA-256(0x00 ‖ entry): the leaf of an RFC 6962 tree.</summary>
    public required byte[] LeafHash { get; init; }

    public string? TraceId { get; init; }

    /// <summary>As the entry says it; the database takes it from there, so that entries are found by it.</summary>
    public string? Purpose { get; init; }

    /// <summary>The decision that the entry testifies or belongs to, as the entry says it.</summary>
    public string? DecisionId { get; init; }
}

/// <summary>
/// Whom and what an entry is about. An entry holds only a salted commitment to this, so the row can be erased and the
/// ledger still proves itself.
/// </summary>
internal sealed class LedgerDetails
{
    public long Index { get; init; }
    public required byte[] Salt { get; init; }

    /// <summary>JSON; its canonical form is what was committed to.</summary>
    public required string Details { get; init; }
}

/// <summary>The single row that appending locks, so that indexes have no gap.</summary>
internal sealed class LedgerHead
{
    public bool Singleton { get; init; }

    /// <summary>How many entries there are: the next index.</summary>
    public long Size { get; init; }

    /// <summary>The time of the newest entry, before which no later one may be; null without entries.</summary>
    public DateTimeOffset? Latest { get; init; }
}

/// <summary>A full tile of hashes (<c>c2sp.org/tlog-tiles</c>). Partial ones are read from the level below.</summary>
internal sealed class LedgerTile
{
    public int Level { get; init; }
    public long Index { get; init; }

    /// <summary>256 hashes.</summary>
    public required byte[] Hashes { get; init; }

    /// <summary>The root over them: a hash of the level above.</summary>
    public required byte[] Root { get; init; }
}

/// <summary>A checkpoint that was signed. None is ever forgotten, and none covers less than an earlier one.</summary>
internal sealed class LedgerCheckpoint
{
    public long Size { get; init; }
    public required byte[] Root { get; init; }

    /// <summary>The signed note, as it is served.</summary>
    public required string Note { get; init; }

    /// <summary>The verifier key of its first signature.</summary>
    public required string Vkey { get; init; }

    public DateTimeOffset SignedAt { get; init; }
}
