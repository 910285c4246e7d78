using System.Data.Common;
using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using WebchatAspire.ServiceDefaults.Problems;

namespace WebchatAspire.Policy.Service.Ledger;

/// <summary>What was to be testified is not in the ledger, so it did not happen: nothing was permitted.</summary>
internal sealed partial class LedgerUnavailableException(Exception? inner = null)
    : Exception("The ledger could not be written.", inner)
{
    public const string Code = "ledger-unavailable";

    /// <summary>Runs a transaction. If the database is away nothing was testified; any other failure of it is a fault of ours.</summary>
    public static async Task<T> GuardAsync<T>(ILogger logger, Activity? activity, Func<Task<T>> transaction)
    {
        try
        {
            return await transaction();
        }
        catch (Exception exception) when (exception.IsOutage())
        {
            activity?.SetStatus(ActivityStatusCode.Error, Code);
            LogFailure(
                logger,
                exception.GetBaseException().GetType().Name,
                (exception.GetBaseException() as DbException)?.SqlState
            );
            throw new LedgerUnavailableException(exception);
        }
    }

    public static ProblemHttpResult ToProblem() =>
        Problem.Unavailable(
            Code,
            "The ledger cannot be written at the moment, so nothing was decided and nothing is permitted. Try again."
        );

    [LoggerMessage(LogLevel.Error, "The ledger could not be written: {ExceptionType}, SQLSTATE {SqlState}")]
    private static partial void LogFailure(ILogger logger, string exceptionType, string? sqlState);
}
