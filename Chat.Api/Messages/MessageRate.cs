using System.ComponentModel.DataAnnotations;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Messages;

/// <summary>How many messages one participant may send in one chat.</summary>
internal sealed class MessageLimits
{
    public const string Section = "Limits";

    /// <summary>The lasting rate.</summary>
    [Range(1, 1_000_000)]
    public int MessagesPerMinute { get; init; } = 60;

    /// <summary>How many may come at once.</summary>
    [Range(1, 1_000_000)]
    public int MessageBurst { get; init; } = 10;
}

/// <summary>A token bucket for each participant of each chat, whichever way their messages come in.</summary>
internal sealed class MessageRate : IDisposable
{
    private readonly PartitionedRateLimiter<Participant> _limiter;
    private readonly MessageLimits _limits;

    public MessageRate(IOptions<MessageLimits> limits)
    {
        _limits = limits.Value;
        _limiter = PartitionedRateLimiter.Create<Participant, (Guid Chat, Party Party)>(participant =>
            RateLimitPartition.GetTokenBucketLimiter(
                (participant.ChatId, participant.Party),
                _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = _limits.MessageBurst,
                    TokensPerPeriod = 1,
                    ReplenishmentPeriod = TimeSpan.FromMinutes(1) / _limits.MessagesPerMinute,
                }
            )
        );
    }

    /// <returns>Null when the message may pass.</returns>
    public Fault? Take(Participant sender)
    {
        using var lease = _limiter.AttemptAcquire(sender);
        if (lease.IsAcquired)
        {
            return null;
        }
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : TimeSpan.FromSeconds(1);
        return new Fault(
            StatusCodes.Status429TooManyRequests,
            "too-many-messages",
            $"Too many messages at once. Up to {_limits.MessagesPerMinute} a minute can be sent.",
            Limit: _limits.MessagesPerMinute,
            RetryAfter: wait
        );
    }

    public void Dispose() => _limiter.Dispose();
}
