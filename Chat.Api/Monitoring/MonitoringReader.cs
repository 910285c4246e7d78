using WebchatAspire.Chat.Api.Chats;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Monitoring;

/// <summary>What somebody sees of a chat that they follow: what its adviser sees, from the moment when they began.</summary>
internal sealed class MonitoringReader(MonitoringStore store, ChatReader reader, TimeProvider clock)
{
    /// <returns>Null unless they follow it now, under a permit in force.</returns>
    public async Task<FollowedChat?> FindRunningAsync(Follower follower) =>
        await store.FindAsync(follower) is { } followed && followed.IsRunningAt(clock.GetUtcNow()) ? followed : null;

    public async Task<LivePage> EventsAsync(FollowedChat followed, long afterSeq, CancellationToken cancellationToken)
    {
        var page = await reader.AllAfterAsync(
            followed.Follower.ChatId,
            Math.Max(afterSeq, followed.AfterSeq),
            limit: null,
            cancellationToken
        );
        return page with { Events = [.. page.Events.Select(happened => happened.For(Party.Adviser))] };
    }
}
