using System.Net.Http.Json;
using WebchatAspire.Chat.Api.Live;
using WebchatAspire.Chat.Api.Tests.Setting;
using WebchatAspire.ChatClient;

namespace WebchatAspire.Chat.Api.Tests;

/// <summary>What is committed reaches everybody else, also when its caller never hears of it.</summary>
public sealed class DepartureTests(ChatSetting stack)
{
    private readonly TaskCompletionSource _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task The_other_side_hears_of_an_end_whose_caller_has_gone()
    {
        await using var replica = NewReplicaThatOutlasts("End");
        using var resident = await stack.StartChatAsync(replica);
        using var adviser = stack.NewAdviser();
        await adviser.AcceptAsync(Neighbours.Repairs, resident.ChatId, Ending);
        await using var desk = await adviser.ConnectAsync(Ending);
        var inbox = new Inbox(desk);
        await desk.JoinAsync(resident.ChatId);

        await PostAndLeaveAsync(resident.Session, $"/api/chats/{resident.ChatId}/end", new { });

        Assert.Equal("ended", (await inbox.NextEventAsync()).Kind);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_resident_hears_of_an_adviser_whose_browser_has_gone()
    {
        await using var replica = NewReplicaThatOutlasts("Assign");
        using var resident = await stack.StartChatAsync();
        using var adviser = stack.NewAdviser(replica);
        await using var waiting = await resident.ConnectAsync(Ending);
        var inbox = new Inbox(waiting);
        await waiting.JoinAsync(resident.ChatId);

        await PostAndLeaveAsync(adviser.Session, $"/api/queue/{Neighbours.Repairs}/accept", new { resident.ChatId });

        Assert.Equal("assigned", (await inbox.NextEventAsync()).Kind);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_chat_stands_in_the_queue_though_its_resident_has_gone()
    {
        await using var replica = NewReplicaThatOutlasts("StartChat");
        using var session = new WebSession(replica.Address);
        var start = NewStart();

        await PostAndLeaveAsync(session, "/api/chats", start);

        await UntilInQueueAsync(start.ChatId);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_chat_whose_start_was_not_answered_comes_into_the_queue()
    {
        await using var replica = stack.NewReplica(configure: RecordLine.Breaking("StartChat").AddTo);
        using var session = new WebSession(replica.Address);
        var start = NewStart();

        await Problems.AssertAsync(session, "/api/chats", start, 503, "record-unavailable");

        await UntilInQueueAsync(start.ChatId);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_adviser_who_heard_nothing_asks_again_and_the_resident_hears_too()
    {
        await using var replica = stack.NewReplica(configure: RecordLine.Breaking("Assign").AddTo);
        using var resident = await stack.StartChatAsync();
        using var adviser = stack.NewAdviser(replica);
        await using var waiting = await resident.ConnectAsync(Ending);
        var inbox = new Inbox(waiting);
        await waiting.JoinAsync(resident.ChatId);
        var path = $"/api/queue/{Neighbours.Repairs}/accept";

        await Problems.AssertAsync(adviser.Session, path, new { resident.ChatId }, 503, "record-unavailable");
        await adviser.AcceptAsync(Neighbours.Repairs, resident.ChatId, Ending);

        var heard = await inbox.NextEventAsync();
        Assert.Equal((3, "assigned"), (heard.Seq, heard.Kind));
    }

    private ChatApi NewReplicaThatOutlasts(string method) =>
        stack.NewReplica(configure: RecordLine.OutlastingTheCaller(method, _committed).AddTo);

    private async Task PostAndLeaveAsync(WebSession session, string path, object body)
    {
        using var patience = new CancellationTokenSource();
        var call = session.Http.PostAsJsonAsync(path, body, patience.Token);
        await _committed.Task.WaitAsync(Ending);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    private async Task UntilInQueueAsync(Guid chatId)
    {
        while (await stack.Chat.Get<LiveStore>().PositionAsync(Neighbours.Repairs, chatId) is null)
        {
            await Task.Delay(20, Ending);
        }
    }

    private static Start NewStart() =>
        new(Guid.NewGuid(), Guid.NewGuid(), Neighbours.Repairs, "The tap drips.", Neighbours.Notice);

    private sealed record Start(Guid ChatId, Guid MessageId, string Service, string Message, string NoticeVersion);
}
