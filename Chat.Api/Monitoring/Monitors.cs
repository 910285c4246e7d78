using System.Diagnostics;
using Grpc.Core;
using StackExchange.Redis;
using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Chat.Api.Faults;
using WebchatAspire.Chat.Api.Hubs;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Messages;
using WebchatAspire.Chat.Api.Presence;
using WebchatAspire.Chat.Api.Telemetry;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Policy;
using WebchatAspire.Contracts.Record;
using WebchatAspire.ServiceDefaults.Enforcement;
using WebchatAspire.ServiceDefaults.Telemetry;

namespace WebchatAspire.Chat.Api.Monitoring;

/// <summary>
/// Begins and ends the following of chats. The start is in the ledger before anything is shown; what ends is shown no longer
/// before that is in the ledger.
/// </summary>
internal sealed class Monitors(
    PolicyClient policy,
    MonitoringStore store,
    LiveState live,
    ChatReader reader,
    ChatFactReader facts,
    Notices notices,
    Whereabouts whereabouts,
    LocalConnections connections,
    IConnectionMultiplexer redis,
    TimeProvider clock,
    ILogger<Monitors> logger
)
{
    /// <summary>Messages are keys of <see cref="Follower"/>: they follow that chat no longer.</summary>
    public static readonly RedisChannel Ended = RedisChannel.Literal("live:monitoring:ended");

    /// <summary>Begins to follow a chat under a permit.</summary>
    /// <returns>The chat as it is followed now; or why it is not, as a code of the policy: null where it does not say.</returns>
    /// <exception cref="PolicyUnavailableException">It is not known to be in the ledger, and nothing may be followed.</exception>
    public async Task<(FollowedChat? Followed, string? Refusal)> StartAsync(
        LiveChat chat,
        FollowedChat permit,
        string? token,
        CancellationToken cancellationToken
    )
    {
        var entered = await policy.StartMonitoringAsync(permit.DecisionId, chat.Id, token, cancellationToken);
        if (entered.LedgerIndex is null)
        {
            return (null, entered.Refusal);
        }
        // From here on the ledger says that it is followed: nobody who goes away now is to leave it at that.
        var started = permit with
        {
            StartedAt = clock.GetUtcNow(),
            Trace = Activity.Current?.Id,
        };
        try
        {
            var recorded = await reader.ChatAsync(chat.Id, CancellationToken.None);
            started = started with { AfterSeq = recorded.LastSeq };
            var told = permit.TellsAdviser
                ? await notices.MonitoringAsync(chat, permit.DecisionId, EventCodes.MonitoringStarted)
                : default;
            if (told.Fault is null && await store.PutAsync(started))
            {
                await whereabouts.ForgetAsync(permit.Follower);
                await whereabouts.MonitorVisitedAsync(permit.Follower);
                return (started, null);
            }
            await StopAsync(started, MonitoringEnds.Failed);
            return (null, told.Fault?.Code ?? Fault.AlreadyFollowing.Code);
        }
        catch
        {
            await StopAsync(started, MonitoringEnds.Failed);
            throw;
        }
    }

    /// <summary>Ends it: for whoever follows at once, then in the ledger, then for the adviser.</summary>
    /// <param name="endedBy">One of <see cref="MonitoringEnds"/>.</param>
    /// <exception cref="PolicyUnavailableException">The ledger does not know of it yet; <see cref="MonitoringWatch"/> tries again.</exception>
    public async Task EndAsync(FollowedChat followed, string endedBy)
    {
        await store.EndAsync(followed, endedBy);
        await connections.UnfollowAsync(followed.Follower);
        await redis.GetSubscriber().PublishAsync(Ended, followed.Follower.Key);
        await StopAsync(followed, followed.EndedBy ?? endedBy);
        await store.ForgetAsync(followed);
        await whereabouts.ForgetAsync(followed.Follower);
    }

    /// <summary>Puts the stop of something into the ledger of which nothing else is known any more.</summary>
    public async Task StopLostAsync(OpenMonitoring open)
    {
        var lost = new FollowedChat(
            new Follower(open.ChatId, ""),
            open.DecisionId,
            Purpose: "unknown",
            Clause: "",
            PolicyVersion: "",
            LedgerIndex: 0,
            PermitUntil: open.StartedAt,
            TellsAdviser: true,
            open.StartedAt
        );
        await StopAsync(lost, MonitoringEnds.Failed);
    }

    private async Task StopAsync(FollowedChat followed, string endedBy)
    {
        using var span = Resume(followed);
        span?.SetTag(TelemetryNames.Outcome, endedBy);
        var stop = await policy.StopMonitoringAsync(followed.DecisionId, endedBy, CancellationToken.None);
        span?.SetTag(TelemetryNames.LedgerIndex, stop?.LedgerIndex);
        if (stop is null or { Repeated: true })
        {
            // Another replica was first, and has sent the span.
            span?.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
        await TellEndAsync(followed);
    }

    /// <summary>The span of the whole time, which began with the request that began it.</summary>
    private static Activity? Resume(FollowedChat followed)
    {
        ActivityContext.TryParse(followed.Trace, null, isRemote: true, out var began);
        var span = ChatTelemetry.Source.StartActivity(
            ChatTelemetry.Monitor,
            ActivityKind.Internal,
            began,
            [
                new(TelemetryNames.ChatId, followed.Follower.ChatId),
                new(TelemetryNames.Purpose, followed.Purpose),
                new(TelemetryNames.DecisionId, followed.DecisionId),
            ],
            began == default ? null : [new ActivityLink(began)],
            followed.StartedAt!.Value
        );
        return span;
    }

    /// <summary>To the adviser who was told of the beginning. It is told once, however often this is called.</summary>
    private async Task TellEndAsync(FollowedChat followed)
    {
        var chatId = followed.Follower.ChatId;
        try
        {
            if (
                followed.TellsAdviser
                && await live.FindAsync(chatId, CancellationToken.None) is { State: not ChatState.Ended } chat
                && (await facts.ReadAsync(chatId, CancellationToken.None)).EventIds.Contains(
                    Notices.MonitoringId(followed.DecisionId, EventCodes.MonitoringStarted)
                )
            )
            {
                await notices.MonitoringAsync(chat, followed.DecisionId, EventCodes.MonitoringEnded);
            }
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.FailedPrecondition)
        {
            // The chat has ended, and with it everything in it.
        }
        catch (Exception exception) when (StoreFailure.FaultOf(exception) is { } fault)
        {
            // It has stopped all the same.
            StoreFailure.Log(logger, fault, exception);
        }
    }
}
