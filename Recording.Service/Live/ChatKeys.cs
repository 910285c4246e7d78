using Npgsql;
using WebchatAspire.Recording.Service.Data;
using WebchatAspire.Recording.Service.Encryption;

namespace WebchatAspire.Recording.Service.Live;

/// <summary>The ciphers of chats that are written to. A stored data key never changes, so a kept one never is wrong.</summary>
internal sealed class ChatKeys([FromKeyedServices(RecordStores.Append)] NpgsqlDataSource append, DataKeys keys)
{
    private const string Sql = "select chat_id, data_key, key_id from record.chats where chat_id = any($1)";

    /// <summary>The ciphers of those among the chats that exist.</summary>
    public async Task<Dictionary<Guid, RecordingCipher>> OfAsync(
        IEnumerable<Guid> chatIds,
        CancellationToken cancellationToken
    )
    {
        var ciphers = new Dictionary<Guid, RecordingCipher>();
        var missing = new List<Guid>();
        foreach (var chatId in chatIds.Distinct())
        {
            if (keys.Known(chatId) is { } cipher)
            {
                ciphers[chatId] = cipher;
            }
            else
            {
                missing.Add(chatId);
            }
        }
        if (missing.Count > 0)
        {
            await using var command = append.CreateCommand(Sql);
            command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. missing] });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var chatId = reader.GetGuid(0);
                ciphers[chatId] = keys.Open(chatId, reader.GetFieldValue<byte[]>(1), reader.GetString(2));
            }
        }
        return ciphers;
    }

    public async Task<RecordingCipher?> OfAsync(Guid chatId, CancellationToken cancellationToken) =>
        (await OfAsync([chatId], cancellationToken)).GetValueOrDefault(chatId);
}
