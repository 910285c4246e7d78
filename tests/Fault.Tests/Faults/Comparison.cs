using Npgsql;
using WebchatAspire.ChatClient;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Fault.Tests.Faults;

/// <summary>
/// What every participant knows against the record (law 2), and against each other, as only they know texts: those of the
/// record are encrypted.
/// </summary>
internal sealed class Comparison
{
    private readonly List<string> _wrong = [];

    /// <summary>Messages that were acknowledged.</summary>
    public int Saved { get; private set; }

    public int Missing { get; private set; }
    public int Twice { get; private set; }
    public int Misplaced { get; private set; }
    public int OutOfOrder { get; private set; }

    /// <summary>Messages in the record that nobody is known to have written.</summary>
    public int Unknown { get; private set; }

    /// <summary>Chats whose numbers are not 1, 2, 3 …</summary>
    public int Gaps { get; private set; }

    /// <summary>Sides that do not show what the record and the other side have.</summary>
    public int Diverged { get; private set; }

    /// <summary>Messages that were never acknowledged, as the run ended before.</summary>
    public int Unsaved { get; private set; }

    public bool IsClean => Missing + Twice + Misplaced + OutOfOrder + Unknown + Gaps + Diverged + Unsaved == 0;

    /// <summary>Where the first deviations are.</summary>
    public IEnumerable<string> Examples => _wrong.Take(20);

    public static Comparison Of(IEnumerable<Conversation> conversations, ILookup<Guid, RecordedRow> record)
    {
        var comparison = new Comparison();
        foreach (var conversation in conversations)
        {
            var rows = record[conversation.ChatId].OrderBy(row => row.Seq).ToList();
            comparison.CompareNumbers(conversation.ChatId, rows);
            foreach (var side in conversation.Sides)
            {
                comparison.CompareSaved(side, rows);
                comparison.CompareTimeline(side, conversation, rows);
            }
        }
        return comparison;
    }

    /// <param name="database">The superuser's connection, from whom alone row-level security hides nothing.</param>
    public static async Task<ILookup<Guid, RecordedRow>> ReadRecordAsync(
        string database,
        IEnumerable<Guid> chats,
        CancellationToken cancellationToken
    )
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(
            "select chat_id, seq, event_id, kind, party from record.events where chat_id = any($1)"
        );
        command.Parameters.AddWithValue(chats.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<RecordedRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(
                new RecordedRow(
                    reader.GetGuid(0),
                    reader.GetInt64(1),
                    reader.GetGuid(2),
                    (EventKind)reader.GetInt16(3),
                    (Party)reader.GetInt16(4)
                )
            );
        }
        return rows.ToLookup(row => row.ChatId);
    }

    private void CompareNumbers(Guid chatId, List<RecordedRow> rows)
    {
        if (!rows.Select(row => row.Seq).SequenceEqual(Enumerable.Range(1, rows.Count).Select(number => (long)number)))
        {
            Gaps++;
            _wrong.Add($"{chatId}: numbers {string.Join(' ', rows.Select(row => row.Seq))}");
        }
    }

    private void CompareSaved(Side side, List<RecordedRow> rows)
    {
        var places = rows.ToLookup(row => row.EventId, row => row.Seq);
        var last = 0L;
        Unsaved += side.Chat.Unsaved;
        foreach (var message in side.Chat.Saved)
        {
            Saved++;
            var seqs = places[message.Id].ToList();
            Missing += Count(seqs.Count == 0, side, message, "missing");
            Twice += Count(seqs.Count > 1, side, message, "twice");
            Misplaced += Count(seqs.Count == 1 && seqs[0] != message.Seq, side, message, "at another place");
            OutOfOrder += Count(message.Seq <= last, side, message, "out of order");
            last = message.Seq;
        }
        var known = side.Chat.Saved.Select(message => message.Id).ToHashSet();
        // The first message of a resident is part of the start.
        var unknown = rows.Where(row => row.Kind == EventKind.Message && row.Party == side.Party)
            .Skip(side.Party == Party.Resident ? 1 : 0)
            .Where(row => !known.Contains(row.EventId))
            .ToList();
        Unknown += unknown.Count;
        _wrong.AddRange(unknown.Select(row => $"{row.ChatId}: {row.Seq} of the {side.Party} is unknown"));
    }

    private void CompareTimeline(Side side, Conversation conversation, List<RecordedRow> rows)
    {
        var texts = conversation
            .Sides.SelectMany(one => one.Chat.Saved)
            .ToDictionary(message => message.Id, message => message.Text);
        var shown = side.Chat.Timeline.Select(seen => seen.Event).ToList();
        var isSame =
            shown
                .Select(happened => (happened.Seq, happened.Id))
                .SequenceEqual(rows.Select(row => (row.Seq, row.EventId)))
            && shown.All(happened => !texts.TryGetValue(happened.Id, out var text) || text == happened.Text);
        if (!isSame)
        {
            Diverged++;
            _wrong.Add(
                $"{conversation.ChatId}: the {side.Party} shows {shown.Count} events of {rows.Count}, or others"
            );
        }
    }

    private int Count(bool isWrong, Side side, Saved message, string how)
    {
        if (isWrong)
        {
            _wrong.Add($"{side.Chat.ChatId}: {message.Seq} of the {side.Party} is {how}");
        }
        return isWrong ? 1 : 0;
    }
}

/// <summary>An event as it lies in the record.</summary>
internal readonly record struct RecordedRow(Guid ChatId, long Seq, Guid EventId, EventKind Kind, Party Party);
