namespace WebchatAspire.Gateway.Tests.Hosts;

internal static class Until
{
    /// <summary>Asks until the answer is yes; the test run's own time limit ends it.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
