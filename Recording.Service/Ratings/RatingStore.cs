using Npgsql;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Encryption;
using WebchatAspire.Recording.Service.Telemetry;

namespace WebchatAspire.Recording.Service.Ratings;

/// <summary>Writes ratings. There is one for a chat, and it stays as it was given.</summary>
internal sealed class RatingStore([FromKeyedServices(RecordStores.Append)] NpgsqlDataSource append, DataKeys keys)
{
    private const string Insert = """
        insert into record.ratings (chat_id, score, comment_cipher, at, trace_id)
        values ($1, $2, $3, now(), $4)
        """;

    /// <returns>Whether it is stored; false when the chat has one already.</returns>
    public async Task<bool> TryAddAsync(ChatRow chat, Rating rating, CancellationToken cancellationToken)
    {
        await using var command = append.CreateCommand(Insert);
        NpgsqlParameter[] parameters =
        [
            SqlParameters.Id(chat.ChatId),
            new NpgsqlParameter<short> { TypedValue = rating.Score },
            SqlParameters.Bytes(keys.Open(chat).SealOptional(SealedField.RatingComment, rating.Comment)),
            SqlParameters.Text(RecordingTelemetry.TraceId),
        ];
        command.Parameters.AddRange(parameters);
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
        // The account cannot look first: it only inserts here.
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }
}
