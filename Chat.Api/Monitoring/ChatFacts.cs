using WebchatAspire.Chat.Api.Record;
using WebchatAspire.Contracts;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Record;

namespace WebchatAspire.Chat.Api.Monitoring;

/// <summary>What the events of a live chat say about those who took part in it.</summary>
/// <param name="Advisers">The subject ids of all who were its adviser, the last one last.</param>
/// <param name="Asked">Its adviser asked for somebody to follow it; an adviser before them does not count.</param>
/// <param name="EventIds">Of all events about somebody who follows it.</param>
internal sealed record ChatFacts(IReadOnlyList<string> Advisers, bool Asked, IReadOnlySet<Guid> EventIds)
{
    /// <summary>The subject if they were its adviser at any time, else the last who was; null if nobody was.</summary>
    public string? AdviserBefore(string subject) =>
        Advisers.Contains(subject) ? subject
        : Advisers is [.., var last] ? last
        : null;
}

/// <summary>Reads them from the record: the live state knows but the last adviser, and forgets.</summary>
internal sealed class ChatFactReader(LiveRecord.LiveRecordClient record, TimeProvider clock)
{
    private const int Page = 500;

    /// <exception cref="Grpc.Core.RpcException">FAILED_PRECONDITION: the chat has ended.</exception>
    public async Task<ChatFacts> ReadAsync(Guid chatId, CancellationToken cancellationToken)
    {
        var advisers = new List<string>();
        var asked = false;
        var eventIds = new HashSet<Guid>();
        for (long last = 0; ; )
        {
            var page = await record.ReadLiveAsync(
                new ReadLiveRequest
                {
                    ChatId = chatId.ToBytes(),
                    AfterSeq = last,
                    Limit = Page,
                },
                deadline: clock.ForCall(),
                cancellationToken: cancellationToken
            );
            foreach (var happened in page.Events)
            {
                if (AdviserWhoComes(happened) is { } adviser)
                {
                    advisers.Remove(adviser);
                    advisers.Add(adviser);
                }
                if (happened.Kind is EventKind.Assigned or EventKind.Moved)
                {
                    asked = false;
                }
                if (happened.Kind == EventKind.Monitoring)
                {
                    asked |= happened.Code == EventCodes.MonitoringAsked;
                    eventIds.Add(happened.EventId.ToGuid());
                }
            }
            if (!page.More)
            {
                return new ChatFacts(advisers, asked, eventIds);
            }
            last = page.Events[^1].Seq;
        }
    }

    private static string? AdviserWhoComes(RecordedEvent happened) =>
        happened switch
        {
            { Kind: EventKind.Assigned, PartyId: { Length: > 0 } adviser } => adviser,
            { Kind: EventKind.Moved, Code: EventCodes.ToAdviser, Target: { Length: > 0 } adviser } => adviser,
            _ => null,
        };
}
