using Npgsql;
using WebchatAspire.Contracts.Record;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Encryption;

namespace WebchatAspire.Recording.Service.Live;

/// <summary>
/// Runs the statements that change a chat on their condition and record that at once, and finds what an earlier run of
/// the same has recorded (law 2).
/// </summary>
internal sealed class ChangeStatement([FromKeyedServices(RecordStores.Append)] NpgsqlDataSource append)
{
    /// <summary>What every one of these statements returns of the event that it recorded.</summary>
    public const string Returned = "seq, event_id, party, party_id, at, code, target";

    private const string Recorded = $"""
        select {Returned} from record.events where chat_id = $1 and event_id = $2 and kind = $3 and digest = $4
        """;

    private const string Ended = $"select {Returned} from record.events where chat_id = $1 and kind = 4";

    /// <summary>Null when the condition does not hold, or the event's id is taken.</summary>
    public async Task<OpenedEvent?> TryAsync(
        string sql,
        EventKind kind,
        CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters
    )
    {
        try
        {
            return await QueryAsync(sql, kind, cancellationToken, parameters);
        }
        catch (PostgresException e)
            when (e is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "ix_events_chat_id_event_id" })
        {
            return null;
        }
    }

    /// <summary>The event of a first run with the same content.</summary>
    public Task<OpenedEvent?> FindAsync(
        Guid chatId,
        Guid eventId,
        EventKind kind,
        byte[] digest,
        CancellationToken cancellationToken
    ) =>
        QueryAsync(
            Recorded,
            kind,
            cancellationToken,
            SqlParameters.Id(chatId),
            SqlParameters.Id(eventId),
            new NpgsqlParameter<short> { TypedValue = (short)kind },
            SqlParameters.Bytes(digest)
        );

    public Task<OpenedEvent?> FindEndAsync(Guid chatId, CancellationToken cancellationToken) =>
        QueryAsync(Ended, EventKind.Ended, cancellationToken, SqlParameters.Id(chatId));

    private async Task<OpenedEvent?> QueryAsync(
        string sql,
        EventKind kind,
        CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters
    )
    {
        await using var command = append.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        OpenedEvent? found = null;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found = new OpenedEvent(
                reader.GetInt64(0),
                reader.GetGuid(1),
                kind,
                (Party)reader.GetInt16(2),
                reader.Optional<string>(3),
                null,
                null,
                reader.GetFieldValue<DateTimeOffset>(4),
                reader.Optional<string>(5),
                reader.Optional<string>(6)
            );
        }
        return found;
    }
}
