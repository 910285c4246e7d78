using WebchatAspire.Testing;

namespace WebchatAspire.Fault.Tests.Faults;

/// <summary>Something that is taken away for a while.</summary>
/// <param name="Held">How long it stays away beside the time that taking it away takes.</param>
/// <param name="IsOneOfSeveral">People go on without it, so it comes back only when all of them have.</param>
internal sealed record Fault(
    string Name,
    Func<CancellationToken, Task> BreakAsync,
    Func<CancellationToken, Task> MendAsync,
    TimeSpan Held = default,
    bool IsOneOfSeveral = false
)
{
    /// <summary>Far below the time after which somebody counts as gone.</summary>
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(2);

    /// <summary>One round of all faults.</summary>
    /// <param name="round">From 0; each kills the next replica.</param>
    public static IEnumerable<Fault> Round(FaultSetting stack, int round)
    {
        var replica = FaultSetting.Replicas[round % FaultSetting.Replicas.Count];
        yield return Restart(stack, "redis", "Redis is restarted empty");
        yield return Restart(stack, "postgres", "PostgreSQL is restarted");
        yield return Parting(stack.ToGateway, "clients are cut off");
        // Only now, when all of them have reconnected once: how long that takes is measured, and not how long programs that
        // were just started take to compile themselves.
        yield return new Fault(
            $"{replica} is killed",
            cancel => stack.KillAsync(replica, cancel),
            cancel => stack.StartAsync(replica, cancel),
            IsOneOfSeveral: true
        );
        yield return Parting(stack.ToRecord, "chat-api is cut off from the record");
        yield return Parting(stack.ToRedis, "chat-api is cut off from Redis");
    }

    private static Fault Restart(FaultSetting stack, string resource, string name) =>
        new(name, cancel => stack.StopAsync(resource, cancel), cancel => stack.StartAsync(resource, cancel));

    /// <summary>First nothing passes any more, then what is under way is lost.</summary>
    private static Fault Parting(Cable cable, string name) =>
        new(
            name,
            async cancel =>
            {
                cable.Silence();
                await Task.Delay(Cut, cancel);
                cable.Cut();
            },
            _ =>
            {
                cable.Mend();
                return Task.CompletedTask;
            },
            Cut
        );
}
