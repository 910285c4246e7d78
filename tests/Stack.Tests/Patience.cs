namespace WebchatAspire.Stack.Tests;

internal static class Patience
{
    /// <summary>Milliseconds after which a test that waits for something has waited in vain.</summary>
    public const int OneTest = 120_000;
}
