using Microsoft.Extensions.Options;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Presence;
using WebchatAspire.Chat.Api.Queues;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Policy;
using ServiceAvailability = WebchatAspire.Contracts.Chats.Availability;

namespace WebchatAspire.Chat.Api.Availability;

/// <summary>Whether somebody who came now would be answered, and when.</summary>
internal sealed class AvailabilityDirectory(
    LiveState live,
    ExpectedWaits waits,
    Advisers advisers,
    IOptionsMonitor<HoursOptions> hours,
    IOptionsMonitor<QueueOptions> queues,
    TimeProvider clock
)
{
    /// <summary>All services of the policy.</summary>
    /// <exception cref="StackExchange.Redis.RedisException">Redis is away.</exception>
    public async Task<ServiceAvailability[]> AllAsync(PublishedPolicy policy, CancellationToken cancellationToken)
    {
        var free = await advisers.FreeServicesAsync();
        return await Task.WhenAll(policy.Services.Select(service => OfAsync(policy, service, free, cancellationToken)));
    }

    /// <summary>One service.</summary>
    /// <exception cref="StackExchange.Redis.RedisException">Redis is away.</exception>
    public async Task<ServiceAvailability> OfAsync(
        PublishedPolicy policy,
        PolicyService service,
        CancellationToken cancellationToken
    ) => await OfAsync(policy, service, await advisers.FreeServicesAsync(), cancellationToken);

    /// <summary>Whether it is within the hours at which chats of a service are answered.</summary>
    public bool IsOpen(PublishedPolicy policy, PolicyService service) =>
        Times(policy, service, clock.GetUtcNow()).Closes is not null;

    private async Task<ServiceAvailability> OfAsync(
        PublishedPolicy policy,
        PolicyService service,
        IReadOnlySet<string> free,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var (closesAt, opensAt) = Times(policy, service, now);
        var waiting = await live.WaitingAsync(service.Slug, cancellationToken);
        var state =
            closesAt is null ? AvailabilityStates.Closed
            : waiting >= queues.CurrentValue.MaxWaiting ? AvailabilityStates.Full
            : waiting == 0 && free.Contains(service.Slug) ? AvailabilityStates.Available
            : AvailabilityStates.Busy;
        return new ServiceAvailability(
            service.Slug,
            state,
            waiting,
            state == AvailabilityStates.Busy ? await waits.OfAsync(service.Slug) : null,
            opensAt,
            closesAt == DateTimeOffset.MaxValue ? null : closesAt
        );
    }

    private (DateTimeOffset? Closes, DateTimeOffset? Opens) Times(
        PublishedPolicy policy,
        PolicyService service,
        DateTimeOffset now
    )
    {
        var said = hours.CurrentValue;
        if (said.IsClosed(service.Slug))
        {
            return (null, null);
        }
        if (said.IsAlwaysOpen(service.Slug))
        {
            return (DateTimeOffset.MaxValue, null);
        }
        var times = new OpeningTimes(service.Opening, TimeZoneInfo.FindSystemTimeZoneById(policy.TimeZone));
        return times.ClosesAfter(now) is { } closes ? (closes, null) : (null, times.OpensAfter(now));
    }
}
