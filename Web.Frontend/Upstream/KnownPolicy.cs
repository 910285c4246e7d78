using WebchatAspire.Contracts.Policy;

namespace WebchatAspire.Web.Frontend.Upstream;

/// <summary>The published policy as this process saw it last.</summary>
internal sealed class KnownPolicy(TimeProvider clock)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(1);

    private volatile Seen? _seen;

    public PublishedPolicy? Last => _seen?.Policy;

    /// <summary>The last one, if it was seen a moment ago.</summary>
    public PublishedPolicy? Fresh => _seen is { } seen && clock.GetUtcNow() - seen.At < FreshFor ? seen.Policy : null;

    public void Learn(PublishedPolicy policy) => _seen = new Seen(policy, clock.GetUtcNow());

    private sealed record Seen(PublishedPolicy Policy, DateTimeOffset At);
}
