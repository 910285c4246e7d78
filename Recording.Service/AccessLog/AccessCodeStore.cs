using System.Security.Cryptography;
using Npgsql;
using WebchatAspire.Recording.Service.Data;

namespace WebchatAspire.Recording.Service.AccessLog;

/// <summary>Knows the access code of those chats whose copy was made.</summary>
internal sealed class AccessCodeStore(
    [FromKeyedServices(RecordStores.Append)] NpgsqlDataSource append,
    [FromKeyedServices(RecordStores.Read)] NpgsqlDataSource read
)
{
    private const string Insert =
        "insert into record.access_codes (chat_id, code_hash) values ($1, $2) on conflict do nothing";

    private const string Find = """
        select c.chat_id, a.code_hash
        from record.chats c join record.access_codes a using (chat_id)
        where c.reference = $1
        """;

    /// <summary>From now on the code opens the access log of its chat. It is the same for every copy.</summary>
    public async Task KnowAsync(Guid chatId, string code, CancellationToken cancellationToken)
    {
        await using var command = append.CreateCommand(Insert);
        command.Parameters.Add(SqlParameters.Id(chatId));
        command.Parameters.Add(SqlParameters.Bytes(AccessCode.Hash(code)));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The chat of that reference and code; null when they do not belong together.</summary>
    public async Task<Guid?> FindAsync(string reference, byte[] codeHash, CancellationToken cancellationToken)
    {
        await using var command = read.CreateCommand(Find);
        command.Parameters.Add(SqlParameters.Text(reference));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return
            await reader.ReadAsync(cancellationToken)
            && CryptographicOperations.FixedTimeEquals(reader.GetFieldValue<byte[]>(1), codeHash)
            ? reader.GetGuid(0)
            : null;
    }
}
