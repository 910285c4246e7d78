namespace WebchatAspire.AppHost.Tests;

internal static class Until
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks again and again until it is so; who waits sets the limit.</summary>
    public static async Task TrueAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (!condition())
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
