namespace WebchatAspire.Gateway.Tests.Hosts;

internal static class Until
{
    /// <summary>A condition that is met at all is met long before, on a busy machine too.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Asks until the answer is yes.</summary>
    /// <exception cref="OperationCanceledException">It never was.</exception>
    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (!await condition())
        {
            await Task.Delay(10, limit.Token);
        }
    }
}
