using StackExchange.Redis;

namespace WebchatAspire.Chat.Api.Queues;

/// <summary>
/// How long a wait is to be expected for each service: 0.9 times what was expected before, and 0.1 times how long the one
/// who was answered last has waited. Redis keeps it; while it does not know, nobody does.
/// </summary>
internal sealed class ExpectedWaits(IConnectionMultiplexer redis)
{
    private const double Weight = 0.1;
    private static readonly RedisKey Waits = "live:waits";

    private IDatabase Database => redis.GetDatabase();

    /// <returns>Seconds, or null.</returns>
    public async Task<int?> OfAsync(string service) =>
        (double?)await Database.HashGetAsync(Waits, service) is { } seconds ? (int)Math.Round(seconds) : null;

    /// <summary>Somebody who waited this long is answered.</summary>
    public async Task LearnAsync(string service, TimeSpan waited)
    {
        while (true)
        {
            var known = await Database.HashGetAsync(Waits, service);
            var next = Smooth((double?)known, waited.TotalSeconds);
            var change = Database.CreateTransaction();
            change.AddCondition(
                known.HasValue ? Condition.HashEqual(Waits, service, known) : Condition.HashNotExists(Waits, service)
            );
            _ = change.HashSetAsync(Waits, service, next, flags: CommandFlags.FireAndForget);
            if (await change.ExecuteAsync())
            {
                return;
            }
        }
    }

    /// <summary>The new expectation, in seconds.</summary>
    public static double Smooth(double? previous, double latest) =>
        previous is { } before ? (1 - Weight) * before + Weight * latest : latest;
}
