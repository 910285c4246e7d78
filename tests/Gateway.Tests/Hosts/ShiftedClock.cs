namespace WebchatAspire.Gateway.Tests.Hosts;

/// <summary>The system's clock, set forward by a test that cannot wait.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
}
