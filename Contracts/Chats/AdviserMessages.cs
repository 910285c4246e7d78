namespace WebchatAspire.Contracts.Chats;

/// <summary>The queues of an adviser's services: <c>GET /api/queue</c>.</summary>
public sealed record QueueList(IReadOnlyList<QueueView> Queues);

/// <param name="Waiting">Those who wait in the chat, the next one first.</param>
/// <param name="Messages">Messages that were left, the oldest first.</param>
public sealed record QueueView(
    string Service,
    string Name,
    IReadOnlyList<WaitingChat> Waiting,
    IReadOnlyList<WaitingChat> Messages,
    int? ExpectedWaitSeconds
);

/// <param name="Since">From when it waits: its start, or when it last came back into a queue.</param>
/// <param name="AtHead">It had an adviser, and lost them.</param>
public sealed record WaitingChat(
    Guid ChatId,
    string Reference,
    DateTimeOffset Since,
    string? ResidentName,
    string Language,
    bool AtHead,
    DateTimeOffset StartedAt
);

public sealed record AcceptedChat(Guid ChatId);

public sealed record ChatList(IReadOnlyList<ChatView> Chats);

/// <summary>How an adviser stands to new chats: <c>GET</c> and <c>PUT /api/advisers/me/presence</c>.</summary>
/// <param name="State">See <see cref="PresenceStates"/>.</param>
/// <param name="Automatic">Chats are given to this adviser by themselves, up to <paramref name="Capacity"/>.</param>
/// <param name="Capacity">How many chats at once; 1 to 20.</param>
/// <param name="Languages">Those in which the adviser can answer, BCP 47 tags.</param>
public sealed record AdviserPresence(string State, bool Automatic, int Capacity, IReadOnlyList<string> Languages);

public static class PresenceStates
{
    public const string Available = "available";

    /// <summary>Keeps their chats and gets no new ones.</summary>
    public const string Away = "away";

    /// <summary>Not signed in, or the page is closed.</summary>
    public const string Gone = "gone";
}

/// <summary>An adviser as colleagues and supervisors see them: <c>GET /api/advisers</c>.</summary>
/// <param name="Id">The subject id, to move a chat to them.</param>
public sealed record AdviserView(
    string Id,
    string Name,
    string State,
    int Chats,
    int Capacity,
    IReadOnlyList<string> Services,
    IReadOnlyList<string> Languages
);

public sealed record AdviserList(IReadOnlyList<AdviserView> Advisers);

/// <summary>Where a chat is moved to: <c>POST /api/chats/{id}/move</c>.</summary>
/// <param name="To"><c>queue</c>, <c>service</c> or <c>adviser</c>.</param>
/// <param name="Service">With <c>service</c>: its slug.</param>
/// <param name="AdviserId">With <c>adviser</c>: their subject id.</param>
/// <param name="Note">An internal note for whoever takes over; it is recorded before the move.</param>
public sealed record MoveChat(Guid MessageId, string To, string? Service, string? AdviserId, string? Note);

/// <summary>A canned reply with its placeholders filled in: <c>GET /api/chats/{id}/replies?search=</c>.</summary>
public sealed record Reply(string Id, string Title, string Text);

public sealed record ReplyList(IReadOnlyList<Reply> Replies);

/// <summary>The supervisor's board, without anybody's words: <c>GET /api/board</c>.</summary>
/// <param name="Chats">Those under way in these services, the longest first.</param>
public sealed record Board(
    DateTimeOffset At,
    IReadOnlyList<BoardService> Services,
    IReadOnlyList<AdviserView> Advisers,
    IReadOnlyList<BoardChat> Chats
);

/// <param name="AnsweredInTime">Of those answered today, how many were within <see cref="ServiceLevelSeconds"/>.</param>
/// <param name="Abandoned">Today: gave up before somebody answered.</param>
public sealed record BoardService(
    string Service,
    string Name,
    int Waiting,
    int LongestWaitSeconds,
    int? ExpectedWaitSeconds,
    int Active,
    int Messages,
    int Answered,
    int AnsweredInTime,
    int Abandoned
)
{
    public const int ServiceLevelSeconds = 60;
}

/// <param name="Asked">Its adviser asks for somebody to follow it.</param>
public sealed record BoardChat(
    Guid ChatId,
    string Reference,
    string Service,
    DateTimeOffset StartedAt,
    string? AdviserName,
    bool Asked
);
