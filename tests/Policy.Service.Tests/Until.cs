using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Asks until there is an answer.</summary>
    public static async Task<T> SomeAsync<T>(Func<Task<T?>> ask)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            if (await ask() is { } answer)
            {
                return answer;
            }
            await Task.Delay(10, limit.Token);
        }
    }

    public static Task TrueAsync(Func<Task<bool>> condition) => SomeAsync(async () => await condition() ? "yes" : null);
}
