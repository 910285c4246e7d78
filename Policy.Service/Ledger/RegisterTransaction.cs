using System.Diagnostics;
using WebchatAspire.Policy.Service.Data;

namespace WebchatAspire.Policy.Service.Ledger;

/// <summary>Changes of a register together with the entries that testify them: all is committed, or nothing.</summary>
internal sealed class RegisterTransaction(PolicyContext database, ILogger<RegisterTransaction> logger)
{
    /// <exception cref="LedgerUnavailableException">Nothing was changed.</exception>
    public Task<T> RunAsync<T>(Func<Task<T>> change, CancellationToken cancellationToken) =>
        LedgerUnavailableException.GuardAsync(
            logger,
            Activity.Current,
            async () =>
            {
                await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
                var result = await change();
                await transaction.CommitAsync(CancellationToken.None);
                return result;
            }
        );
}

/// <summary>A change that could not be testified did not happen, and the answer says so.</summary>
internal sealed class LedgerUnavailableFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (LedgerUnavailableException)
        {
            return LedgerUnavailableException.ToProblem();
        }
    }
}
