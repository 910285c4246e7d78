using Npgsql;
using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Encryption;

namespace WebchatAspire.Recording.Service.Data;

/// <summary>An event with its text in the clear. It exists only between the database and the answer.</summary>
internal sealed record OpenedEvent(
    long Seq,
    Guid EventId,
    EventKind Kind,
    Party Party,
    string? PartyId,
    string? Name,
    string? Text,
    DateTimeOffset At,
    string? Code = null,
    string? Target = null,
    string? TargetName = null
);

/// <param name="Chat">The chat as it was just after its events were read; null if there is none.</param>
/// <param name="More">There are events after the last of these.</param>
internal sealed record EventPage(ChatRow? Chat, IReadOnlyList<OpenedEvent> Events, bool More);

/// <summary>On what ground events are read: row-level security compares it with the permits and the live chats.</summary>
/// <param name="Setting">The name of the transaction's setting.</param>
/// <param name="Id">Its value.</param>
internal readonly record struct ReadingGround(string Setting, Guid Id)
{
    /// <summary>Part of a chat that goes on: not a retrieval.</summary>
    public static ReadingGround Live(Guid chatId) => new("webchat.live_chat", chatId);

    public static ReadingGround Permit(Guid permitId) => new("webchat.permit", permitId);
}

/// <summary>The one place where recorded text is read and opened.</summary>
internal sealed class EventReader([FromKeyedServices(RecordStores.Read)] NpgsqlDataSource read, DataKeys keys)
{
    private const string Ground = "select set_config($1, $2, true)";

    private const string Page = """
        select seq, event_id, kind, party, party_id, body, at, code, target from record.events
        where chat_id = $1 and seq > $2 order by seq limit $3
        """;

    /// <summary>Advisers may change during a chat: each assignment, and each move to an adviser, says who came.</summary>
    private const string Advisers = """
        select case kind when 3 then party_id else target end, event_id, body from record.events
        where chat_id = $1 and kind in (3, 5) and body is not null order by seq
        """;

    public async Task<EventPage> ReadAsync(
        ReadingGround ground,
        Guid chatId,
        long afterSeq,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await read.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(Ground)
            {
                Parameters =
                {
                    new NpgsqlParameter<string> { TypedValue = ground.Setting },
                    new NpgsqlParameter<string> { TypedValue = ground.Id.ToString() },
                },
            }
        );
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(Page)
            {
                Parameters =
                {
                    new NpgsqlParameter<Guid> { TypedValue = chatId },
                    new NpgsqlParameter<long> { TypedValue = afterSeq },
                    new NpgsqlParameter<int> { TypedValue = limit + 1 },
                },
            }
        );
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(Advisers) { Parameters = { new NpgsqlParameter<Guid> { TypedValue = chatId } } }
        );
        // Last, so that a chat which ended meanwhile is seen as ended and not as one without events.
        batch.BatchCommands.Add(ChatReader.Command(chatId));

        EventPage page;
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            page = await ReadPageAsync(reader, limit, cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return page;
    }

    private async Task<EventPage> ReadPageAsync(NpgsqlDataReader reader, int limit, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken);
        var rows = new List<(OpenedEvent Event, byte[]? Body)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add((Event(reader), reader.Optional<byte[]>(5)));
        }
        await reader.NextResultAsync(cancellationToken);
        var advisers = new List<(string Id, Guid EventId, byte[] Body)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            advisers.Add((reader.GetString(0), reader.GetGuid(1), reader.GetFieldValue<byte[]>(2)));
        }
        await reader.NextResultAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return new EventPage(null, [], false);
        }
        var chat = ChatReader.Row(reader);
        var cipher = keys.Open(chat);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (id, eventId, body) in advisers)
        {
            names[id] = cipher.Open(SealedField.Body(eventId), body);
        }
        var residentName = cipher.OpenOptional(SealedField.ResidentName, chat.ResidentNameCipher);
        var events = rows.Take(limit)
            .Select(row =>
                row.Event with
                {
                    Name = row.Event.Party switch
                    {
                        Party.Resident => residentName,
                        Party.Adviser => names.GetValueOrDefault(row.Event.PartyId ?? ""),
                        _ => null,
                    },
                    Text = HasText(row.Event.Kind)
                        ? cipher.OpenOptional(SealedField.Body(row.Event.EventId), row.Body)
                        : null,
                    TargetName =
                        row.Event.Kind == EventKind.Moved
                            ? cipher.OpenOptional(SealedField.Body(row.Event.EventId), row.Body)
                            : null,
                }
            )
            .ToList();
        return new EventPage(chat, events, rows.Count > limit);
    }

    private static OpenedEvent Event(NpgsqlDataReader reader) =>
        new(
            reader.GetInt64(0),
            reader.GetGuid(1),
            (EventKind)reader.GetInt16(2),
            (Party)reader.GetInt16(3),
            reader.Optional<string>(4),
            null,
            null,
            reader.GetFieldValue<DateTimeOffset>(6),
            reader.Optional<string>(7),
            reader.Optional<string>(8)
        );

    private static bool HasText(EventKind kind) => kind is EventKind.Message or EventKind.Note or EventKind.Warned;
}
