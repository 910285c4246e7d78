using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using WebchatAspire.Recording.Service.Data;

namespace WebchatAspire.Recording.Service.Retrieval;

/// <summary>Retrievals and their permits: written with the appending account, read by their own subject only.</summary>
internal sealed class RetrievalStore(
    [FromKeyedServices(RecordStores.Append)] NpgsqlDataSource append,
    RecordContext record
)
{
    private const string InsertPermit = """
        insert into record.permits (permit_id, chat_id, decision_id, ledger_index, subject_id, expires_at)
        values ($1, $2, $3, $4, $5, $6)
        """;

    private const string InsertRetrieval = """
        insert into record.retrievals
            (retrieval_id, chat_id, decision_id, permit_id, subject_id, purpose, case_reference, justification_cipher,
            clause, outcome, reason_code, policy_version, ledger_index, obligations, created_at, permit_until, trace_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        """;

    /// <summary>Stores the retrieval, and the permit with it if it was permitted, in one transaction.</summary>
    public async Task SaveAsync(RetrievalRow row, CancellationToken cancellationToken)
    {
        await using var connection = await append.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (row is { PermitId: { } permitId, PermitUntil: { } until })
        {
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(InsertPermit)
                {
                    Parameters =
                    {
                        SqlParameters.Id(permitId),
                        SqlParameters.Id(row.ChatId),
                        SqlParameters.Id(row.DecisionId),
                        new NpgsqlParameter<long> { TypedValue = row.LedgerIndex },
                        SqlParameters.Text(row.SubjectId),
                        SqlParameters.Time(until),
                    },
                }
            );
        }
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(InsertRetrieval)
            {
                Parameters =
                {
                    SqlParameters.Id(row.RetrievalId),
                    SqlParameters.Id(row.ChatId),
                    SqlParameters.Id(row.DecisionId),
                    SqlParameters.Id(row.PermitId),
                    SqlParameters.Text(row.SubjectId),
                    SqlParameters.Text(row.Purpose),
                    SqlParameters.Text(row.CaseReference),
                    SqlParameters.Bytes(row.JustificationCipher),
                    SqlParameters.Text(row.Clause),
                    SqlParameters.Text(row.Outcome),
                    SqlParameters.Text(row.ReasonCode),
                    SqlParameters.Text(row.PolicyVersion),
                    new NpgsqlParameter<long> { TypedValue = row.LedgerIndex },
                    SqlParameters.Of(NpgsqlDbType.Jsonb, row.Obligations),
                    SqlParameters.Time(row.CreatedAt),
                    SqlParameters.Time(row.PermitUntil),
                    SqlParameters.Text(row.TraceId),
                },
            }
        );
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The retrieval, if it is this subject's own.</summary>
    public async Task<RetrievalRow?> FindOwnAsync(
        Guid retrievalId,
        string subjectId,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await record.Database.BeginTransactionAsync(cancellationToken);
        // Row-level security shows nobody else's; the id alone is no key.
        await record.Database.ExecuteSqlAsync(
            $"select set_config('webchat.subject', {subjectId}, true)",
            cancellationToken
        );
        var row = await record
            .Retrievals.Where(item => item.RetrievalId == retrievalId && item.SubjectId == subjectId)
            .SingleOrDefaultAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row;
    }
}
