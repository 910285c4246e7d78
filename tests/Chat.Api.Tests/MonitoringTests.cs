using System.Net;
using System.Net.Http.Json;
using WebchatAspire.Chat.Api.Tests.Setting;
using WebchatAspire.ChatClient;
using WebchatAspire.Contracts.Chats;
using WebchatAspire.Contracts.Policy;
using BoardView = WebchatAspire.Contracts.Chats.Board;

namespace WebchatAspire.Chat.Api.Tests;

/// <summary>Following a live chat: who may, what they see, who is told, and when it ends (P2, P15, P16).</summary>
public sealed class MonitoringTests : IDisposable
{
    private static readonly Dictionary<string, string> SoonGone = new() { ["Presence:MonitorGone"] = "00:00:02" };

    private readonly ChatSetting _stack;
    private readonly string _supervisorId = Guid.NewGuid().ToString();

    public MonitoringTests(ChatSetting stack)
    {
        _stack = stack;
        Decisions.Reset();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DecisionPoint Decisions => _stack.Neighbours.Decisions;

    public void Dispose() => Decisions.Reset();

    [Fact(Timeout = 60_000)]
    public async Task A_permit_lets_somebody_read_along_from_that_moment_and_do_nothing_else()
    {
        using var chat = await HeldAsync();
        await using var theirs = await chat.Resident.ConnectAsync(Stop);
        await theirs.JoinAsync(chat.Id);
        await theirs.SendAsync(chat.Id, Guid.NewGuid(), "Said before");
        using var supervisor = Supervisor();

        var view = await AskAsync(supervisor, chat.Id);
        await using var line = await supervisor.ConnectAsync(Stop);
        var seen = new Inbox(line);
        var followed = await line.FollowAsync(chat.Id);
        await theirs.SendAsync(chat.Id, Guid.NewGuid(), "Said after");

        Assert.True(view.Following!.Started);
        Assert.True(followed.Ok);
        Assert.Empty(followed.Events!);
        Assert.Equal("Said after", (await seen.NextEventAsync()).Text);
        var page = await supervisor.Session.GetAsync<EventPage>(
            $"/api/chats/{chat.Id}/monitoring/events?after=0",
            Stop
        );
        Assert.Equal(["Said after"], page.Events.Select(happened => happened.Text));
        Assert.Equal("chat-not-found", (await line.SendAsync(chat.Id, Guid.NewGuid(), "Let me")).Code);
        Assert.Equal("chat-not-found", (await line.ShowAsync(chat.Id, page.Events[0].Seq)).Code);
        Assert.Equal("chat-not-found", (await line.TypeAsync(chat.Id)).Code);
        Assert.Equal("chat-not-found", (await line.EndAsync(chat.Id)).Code);
        Assert.Equal("chat-not-found", (await line.EventsAfterAsync(chat.Id, 0)).Code);
        Assert.Equal("chat-not-found", (await line.JoinAsync(chat.Id)).Code);
        foreach (var act in (string[])["messages", "notes", "end", "flag", "shown", "move", "monitoring-requests"])
        {
            await Problems.AssertAsync(
                supervisor.Session,
                $"/api/chats/{chat.Id}/{act}",
                new
                {
                    messageId = Guid.NewGuid(),
                    text = "Let me",
                    seq = 1,
                },
                404,
                "chat-not-found"
            );
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task What_policy_is_told_is_the_chat_its_advisers_and_what_is_understood_here()
    {
        using var chat = await HeldAsync();
        using var supervisor = Supervisor();

        await AskAsync(supervisor, chat.Id, "safety", "SAFE/1");

        var resource = Decisions.Resource;
        Assert.Equal(Neighbours.Repairs, resource.GetProperty("service").GetString());
        Assert.Equal("active", resource.GetProperty("state").GetString());
        Assert.Equal(chat.AdviserId, resource.GetProperty("adviser_id").GetString());
        Assert.False(resource.GetProperty("asked_by_adviser").GetBoolean());
        Assert.Equal(
            [
                "case-to-follow",
                "read-only",
                "restricted-notice",
                "review-within",
                "step-up",
                "tell-adviser",
                "time-limit",
            ],
            Decisions.Context.GetProperty("obligations_understood").EnumerateArray().Select(id => id.GetString())
        );
        Assert.Equal("SAFE/1", Decisions.Context.GetProperty("case_reference").GetString());
        Assert.Contains(
            Decisions.SubjectToken!,
            supervisor.Session.Http.DefaultRequestHeaders.Authorization!.Parameter
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task A_denial_says_the_clause_and_nothing_is_shown()
    {
        using var chat = await HeldAsync();
        using var supervisor = Supervisor();
        Decisions.Evaluation = DecisionPoint.Deny(ReasonCodes.SamplingOrAskNeeded);

        using var response = await PostAsync(supervisor, chat.Id);

        var problem = await Problems.AssertAsync(response, 403, "monitoring-denied");
        Assert.Equal("P2", problem.GetProperty("clause").GetString());
        Assert.Equal("sampling-or-ask-needed", problem.GetProperty("reasonCode").GetString());
        await AssertSeesNothingAsync(supervisor, chat.Id);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_answer_from_policy_means_no(bool decides)
    {
        using var chat = await HeldAsync();
        using var supervisor = Supervisor();
        Decisions.IsAway = true;
        Decisions.Evaluation = decides ? Decisions.Evaluation : DecisionPoint.Unavailable;

        using var response = await PostAsync(supervisor, chat.Id);

        await Problems.AssertAsync(response, 503, "policy-unavailable");
        await AssertSeesNothingAsync(supervisor, chat.Id);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_obligation_that_is_not_understood_here_means_no()
    {
        using var chat = await HeldAsync();
        using var supervisor = Supervisor();
        Decisions.Evaluation = DecisionPoint.Permit(DateTimeOffset.UtcNow.AddMinutes(30), "read-only", "whisper");

        using var response = await PostAsync(supervisor, chat.Id);

        var problem = await Problems.AssertAsync(response, 403, "monitoring-denied");
        Assert.Equal("obligation-not-understood", problem.GetProperty("reasonCode").GetString());
        await AssertSeesNothingAsync(supervisor, chat.Id);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_permit_without_an_end_is_none()
    {
        using var chat = await HeldAsync();
        using var supervisor = Supervisor();
        Decisions.Evaluation = DecisionPoint.Permit(until: null);

        using var response = await PostAsync(supervisor, chat.Id);

        await Problems.AssertAsync(response, 403, "monitoring-denied");
        await AssertSeesNothingAsync(supervisor, chat.Id);
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_signed_in_too_long_ago_is_sent_to_sign_in_again()
    {
        using var chat = await HeldAsync();
        using var supervisor = Supervisor();
        var minutes = System.Text.Json.JsonSerializer.SerializeToElement(10);
        Decisions.Evaluation = DecisionPoint.Deny(
            ReasonCodes.StepUpNeeded,
            new Obligation("step-up", new() { ["minutes"] = minutes })
        );

        using var response = await PostAsync(supervisor, chat.Id);

        var problem = await Problems.AssertAsync(response, 401, "step-up-needed");
        Assert.Equal(600, problem.GetProperty("maxAge").GetInt32());
        Assert.Contains("max_age=\"600\"", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_adviser_is_told_when_the_permit_obliges_to_and_the_resident_is_not()
    {
        using var chat = await HeldAsync();
        await using var theirs = await chat.Resident.ConnectAsync(Stop);
        await theirs.JoinAsync(chat.Id);
        var resident = new Inbox(theirs);
        await using var others = await chat.Adviser.ConnectAsync(Stop);
        await others.JoinAsync(chat.Id);
        var adviser = new Inbox(others);
        using var supervisor = Supervisor();
        Decisions.Evaluation = DecisionPoint.Permit(
            DateTimeOffset.UtcNow.AddMinutes(30),
            "step-up",
            "tell-adviser",
            "read-only"
        );

        var view = await AskAsync(supervisor, chat.Id);
        var begun = await adviser.NextEventAsync();
        await StopAsync(supervisor, chat.Id);
        var ended = await adviser.NextNewEventAsync();

        Assert.True(view.Following!.AdviserTold);
        Assert.Equal((EventKinds.Monitoring, "started", "system"), (begun.Kind, begun.Code, begun.Party));
        Assert.Equal((EventKinds.Monitoring, "ended"), (ended.Kind, ended.Code));
        foreach (var seq in new[] { begun.Seq, ended.Seq })
        {
            var hidden = await resident.NextNewEventAsync();
            Assert.Equal((seq, EventKinds.Hidden, null), (hidden.Seq, hidden.Kind, hidden.Code));
        }
        Assert.DoesNotContain(
            (await theirs.EventsAfterAsync(chat.Id, 0)).Events!,
            happened => happened.Kind == EventKinds.Monitoring
        );
    }

    [Theory(Timeout = 60_000)]
    [InlineData("safety", "step-up")]
    [InlineData("crime", "restricted-notice")]
    public async Task Nobody_in_the_chat_is_told_where_nothing_obliges_to(string purpose, string obligation)
    {
        using var chat = await HeldAsync();
        using var supervisor = Supervisor();
        Decisions.Evaluation = DecisionPoint.Permit(DateTimeOffset.UtcNow.AddMinutes(30), obligation);
        var before = await LastSeqAsync(chat);

        var view = await AskAsync(supervisor, chat.Id, purpose);
        await StopAsync(supervisor, chat.Id);

        Assert.False(view.Following!.AdviserTold);
        Assert.Equal(before, await LastSeqAsync(chat));
    }

    [Fact(Timeout = 60_000)]
    public async Task Where_a_restriction_is_needed_first_nothing_is_shown_until_there_is_one()
    {
        using var chat = await HeldAsync();
        using var supervisor = Supervisor();
        Decisions.Evaluation = DecisionPoint.Permit(DateTimeOffset.UtcNow.AddMinutes(30), "restricted-notice");
        Decisions.StartRefusal = ReadRefusals.RestrictionNeeded;

        var view = await AskAsync(supervisor, chat.Id, "crime");
        Assert.False(view.Following!.Started);
        await AssertSeesNothingAsync(supervisor, chat.Id);
        await Problems.AssertAsync(
            supervisor.Session,
            $"/api/chats/{chat.Id}/monitoring/start",
            new { },
            403,
            "restriction-needed"
        );

        Decisions.StartRefusal = null;
        var started = await supervisor.Session.PostAsync<MonitoringView>(
            $"/api/chats/{chat.Id}/monitoring/start",
            new { },
            Stop
        );
        Assert.Equal((view.Following.DecisionId, true), (started.Following!.DecisionId, started.Following.Started));
        await using var line = await supervisor.ConnectAsync(Stop);
        Assert.True((await line.FollowAsync(chat.Id)).Ok);
    }

    [Fact(Timeout = 60_000)]
    public async Task It_ends_with_the_permit()
    {
        using var chat = await HeldAsync();
        using var supervisor = Supervisor();
        Decisions.Evaluation = DecisionPoint.Permit(DateTimeOffset.UtcNow.AddSeconds(3));

        var decision = (await AskAsync(supervisor, chat.Id)).Following!.DecisionId;
        await using var line = await supervisor.ConnectAsync(Stop);
        var over = EndOf(line);
        Assert.True((await line.FollowAsync(chat.Id)).Ok);

        Assert.Equal(chat.Id, await over.WaitAsync(Stop));
        await StoppedAsync(decision, MonitoringEnds.PermitEnded);
        await AssertSeesNothingAsync(supervisor, chat.Id);
    }

    [Fact(Timeout = 60_000)]
    public async Task It_ends_with_the_chat()
    {
        using var chat = await HeldAsync();
        using var supervisor = Supervisor();
        var decision = (await AskAsync(supervisor, chat.Id)).Following!.DecisionId;
        await using var line = await supervisor.ConnectAsync(Stop);
        var seen = new Inbox(line);
        await line.FollowAsync(chat.Id);

        using var ended = await chat.Resident.Session.Http.PostAsync($"/api/chats/{chat.Id}/end", null, Stop);

        Assert.Equal(EventKinds.Ended, (await seen.NextEventAsync()).Kind);
        await StoppedAsync(decision, MonitoringEnds.ChatEnded);
        using var again = await PostAsync(supervisor, chat.Id);
        await Problems.AssertAsync(again, 409, "chat-ended");
    }

    [Fact(Timeout = 60_000)]
    public async Task It_ends_when_policy_no_longer_permits_it()
    {
        using var chat = await HeldAsync();
        using var supervisor = Supervisor();
        var decision = (await AskAsync(supervisor, chat.Id)).Following!.DecisionId;

        Decisions.Withdraw(decision);

        await StoppedAsync(decision, MonitoringEnds.PermitEnded);
        await AssertSeesNothingAsync(supervisor, chat.Id);
    }

    [Fact(Timeout = 90_000)]
    public async Task It_ends_with_the_connection_on_any_replica_and_is_stopped_once()
    {
        await using var one = _stack.NewReplica(settings: SoonGone);
        await using var two = _stack.NewReplica(settings: SoonGone);
        using var chat = await HeldAsync();
        using var supervisor = Supervisor(one);
        var decision = (await AskAsync(supervisor, chat.Id)).Following!.DecisionId;
        using var elsewhere = Supervisor(two);
        var line = await elsewhere.ConnectAsync(Stop);
        Assert.True((await line.FollowAsync(chat.Id)).Ok);

        // The replica on which it was begun goes, and then whoever follows.
        await one.DisposeAsync();
        Assert.True(Decisions.IsOpen(decision));
        await line.DisposeAsync();

        await StoppedAsync(decision, MonitoringEnds.Gone);
        Assert.Single(Decisions.StopsOf(decision));
    }

    [Fact(Timeout = 60_000)]
    public async Task It_is_over_for_whoever_follows_also_while_policy_is_away_and_is_stopped_when_it_is_back()
    {
        using var chat = await HeldAsync();
        using var supervisor = Supervisor();
        var decision = (await AskAsync(supervisor, chat.Id)).Following!.DecisionId;
        await using var line = await supervisor.ConnectAsync(Stop);
        var over = EndOf(line);
        await line.FollowAsync(chat.Id);
        Decisions.IsAway = true;

        await Problems.AssertAsync(
            supervisor.Session,
            $"/api/chats/{chat.Id}/monitoring/stop",
            new { },
            503,
            "policy-unavailable"
        );

        await over.WaitAsync(Stop);
        await AssertSeesNothingAsync(supervisor, chat.Id);
        Assert.True(Decisions.IsOpen(decision));
        Decisions.IsAway = false;
        await StoppedAsync(decision, MonitoringEnds.Stopped);
    }

    [Fact(Timeout = 90_000)]
    public async Task What_Redis_has_lost_is_followed_no_longer_and_stopped()
    {
        using var chat = await HeldAsync();
        await using var others = await chat.Adviser.ConnectAsync(Stop);
        await others.JoinAsync(chat.Id);
        using var supervisor = Supervisor();
        Decisions.Evaluation = DecisionPoint.Permit(DateTimeOffset.UtcNow.AddMinutes(30), "tell-adviser");
        var decision = (await AskAsync(supervisor, chat.Id)).Following!.DecisionId;
        await using var line = await supervisor.ConnectAsync(Stop);
        var over = EndOf(line);
        await line.FollowAsync(chat.Id);

        await _stack.LoseRedisDataAsync();

        await over.WaitAsync(Stop);
        await AssertSeesNothingAsync(supervisor, chat.Id);
        await StoppedAsync(decision, MonitoringEnds.Failed);
        while ((await others.EventsAfterAsync(chat.Id, 0)).Events!.All(happened => happened.Code != "ended"))
        {
            await Task.Delay(50, Stop);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task An_adviser_asks_for_it_and_only_who_has_the_chat_then_has_asked()
    {
        using var chat = await HeldAsync();
        await using var theirs = await chat.Resident.ConnectAsync(Stop);
        await theirs.JoinAsync(chat.Id);
        var resident = new Inbox(theirs);
        using var supervisor = Supervisor();

        var asked = await chat.Adviser.Session.PostAsync<SentMessage>(
            $"/api/chats/{chat.Id}/monitoring-requests",
            new { messageId = Guid.NewGuid() },
            Stop
        );

        var hidden = await resident.NextEventAsync();
        Assert.Equal((asked.Seq, EventKinds.Hidden), (hidden.Seq, hidden.Kind));
        await Problems.AssertAsync(
            chat.Resident.Session,
            $"/api/chats/{chat.Id}/monitoring-requests",
            new { messageId = Guid.NewGuid() },
            403,
            "its-adviser-only"
        );
        Assert.True((await OnBoardAsync(supervisor, chat.Id)).Asked);
        await AskAsync(supervisor, chat.Id);
        Assert.True(Decisions.Resource.GetProperty("asked_by_adviser").GetBoolean());
        await StopAsync(supervisor, chat.Id);

        using var moved = await chat.Adviser.Session.Http.PostAsJsonAsync(
            $"/api/chats/{chat.Id}/move",
            new MoveChat(Guid.NewGuid(), EventCodes.ToQueue, null, null, null),
            Stop
        );
        using var another = _stack.NewAdviser(name: "Bilal Farrow");
        await another.AcceptAsync(Neighbours.Repairs, chat.Id, Stop);
        Assert.False((await OnBoardAsync(supervisor, chat.Id)).Asked);
        await AskAsync(supervisor, chat.Id);
        Assert.False(Decisions.Resource.GetProperty("asked_by_adviser").GetBoolean());
    }

    [Fact(Timeout = 60_000)]
    public async Task Whoever_had_the_chat_at_any_time_is_stated_as_its_participant()
    {
        using var chat = await HeldAsync(_supervisorId);
        using var moved = await chat.Adviser.Session.Http.PostAsJsonAsync(
            $"/api/chats/{chat.Id}/move",
            new MoveChat(Guid.NewGuid(), EventCodes.ToQueue, null, null, null),
            Stop
        );
        using var another = _stack.NewAdviser();
        await another.AcceptAsync(Neighbours.Repairs, chat.Id, Stop);
        using var supervisor = Supervisor();
        Decisions.Evaluation = DecisionPoint.Deny(ReasonCodes.Participant);

        using var response = await PostAsync(supervisor, chat.Id);

        await Problems.AssertAsync(response, 403, "monitoring-denied");
        Assert.Equal(_supervisorId, Decisions.Resource.GetProperty("adviser_id").GetString());
        Assert.Equal(2, Decisions.Resource.GetProperty("adviser_ids").GetArrayLength());
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_becomes_the_adviser_of_the_chat_follows_it_no_longer()
    {
        using var resident = await _stack.StartChatAsync();
        using var supervisor = Supervisor();
        var decision = (await AskAsync(supervisor, resident.ChatId)).Following!.DecisionId;
        using var same = _stack.NewAdviser(subject: _supervisorId);

        await same.AcceptAsync(Neighbours.Repairs, resident.ChatId, Stop);

        await StoppedAsync(decision, MonitoringEnds.TookPart);
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_a_chat_that_is_not_theirs_to_know_staff_see_nothing()
    {
        using var chat = await HeldAsync();
        using var elsewhere = _stack.NewAdviser(services: [Neighbours.Parking], role: "supervisor");
        var address = $"/api/chats/{chat.Id}/monitoring";

        using var foreign = await elsewhere.Session.Http.GetAsync(address, Stop);
        await Problems.AssertAsync(foreign, 404, "chat-not-found");
        using var adviser = await chat.Adviser.Session.Http.GetAsync(address, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, adviser.StatusCode);
        using var resident = await chat.Resident.Session.Http.GetAsync(address, Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, resident.StatusCode);
        using var officer = _stack.NewAdviser(services: [], role: "records-officer");
        var view = await officer.Session.GetAsync<MonitoringView>(address, Stop);
        Assert.Equal((ChatStates.Active, null), (view.State, view.Following));
        using var unknown = await PostAsync(officer, Guid.NewGuid());
        await Problems.AssertAsync(unknown, 404, "chat-not-found");
        await Problems.AssertAsync(
            officer.Session,
            address,
            new { purpose = "Curiosity!", caseReference = (string?)null },
            400,
            "purpose-invalid",
            "purpose"
        );
        Assert.DoesNotContain((await BoardAsync(elsewhere)).Chats, one => one.ChatId == chat.Id);
    }

    [Fact(Timeout = 60_000)]
    public async Task One_person_follows_a_chat_once_at_a_time_and_each_answer_with_text_is_not_kept()
    {
        using var chat = await HeldAsync();
        using var supervisor = Supervisor();
        await AskAsync(supervisor, chat.Id);

        using var again = await PostAsync(supervisor, chat.Id);
        await Problems.AssertAsync(again, 409, "already-following");
        using var events = await supervisor.Session.Http.GetAsync($"/api/chats/{chat.Id}/monitoring/events", Stop);
        Assert.True(events.Headers.CacheControl!.NoStore);
        await StopAsync(supervisor, chat.Id);
        await StopAsync(supervisor, chat.Id);
        Assert.True((await AskAsync(supervisor, chat.Id)).Following!.Started);
    }

    private AdviserClient Supervisor(ChatApi? replica = null) =>
        _stack.NewAdviser(replica, name: "Marguerite Hale", subject: _supervisorId, role: "supervisor");

    private async Task<HeldChat> HeldAsync(string? adviserId = null)
    {
        adviserId ??= Guid.NewGuid().ToString();
        var resident = await _stack.StartChatAsync();
        var adviser = _stack.NewAdviser(name: "Asha Okafor", subject: adviserId);
        await adviser.AcceptAsync(Neighbours.Repairs, resident.ChatId, Stop);
        return new HeldChat(resident, adviser, adviserId);
    }

    private static Task<HttpResponseMessage> PostAsync(AdviserClient staff, Guid chatId) =>
        staff.Session.Http.PostAsJsonAsync($"/api/chats/{chatId}/monitoring", new NewMonitoring("quality", null), Stop);

    private static Task<MonitoringView> AskAsync(
        AdviserClient staff,
        Guid chatId,
        string purpose = "quality",
        string? caseReference = null
    ) =>
        staff.Session.PostAsync<MonitoringView>(
            $"/api/chats/{chatId}/monitoring",
            new NewMonitoring(purpose, caseReference),
            Stop
        );

    private static async Task StopAsync(AdviserClient staff, Guid chatId)
    {
        using var stopped = await staff.Session.Http.PostAsync($"/api/chats/{chatId}/monitoring/stop", null, Stop);
        Assert.Equal(HttpStatusCode.NoContent, stopped.StatusCode);
    }

    private static Task<Guid> EndOf(LiveConnection line)
    {
        var over = new TaskCompletionSource<Guid>(TaskCreationOptions.RunContinuationsAsynchronously);
        line.FollowingEnded += chat => over.TrySetResult(chat);
        return over.Task;
    }

    /// <summary>Waits until the stop is entered.</summary>
    private async Task StoppedAsync(Guid decision, string endedBy)
    {
        while (Decisions.StopsOf(decision).Count == 0)
        {
            await Task.Delay(50, Stop);
        }
        Assert.Equal([endedBy], Decisions.StopsOf(decision));
    }

    private static async Task AssertSeesNothingAsync(AdviserClient staff, Guid chatId)
    {
        using var events = await staff.Session.Http.GetAsync($"/api/chats/{chatId}/monitoring/events", Stop);
        await Problems.AssertAsync(events, 403, "not-following");
        await using var line = await staff.ConnectAsync(Stop);
        Assert.Equal("not-following", (await line.FollowAsync(chatId)).Code);
    }

    private static async Task<long> LastSeqAsync(HeldChat chat) =>
        (await chat.Adviser.Session.GetAsync<ChatView>($"/api/chats/{chat.Id}", Stop)).LastSeq;

    private static Task<BoardView> BoardAsync(AdviserClient staff) =>
        staff.Session.GetAsync<BoardView>("/api/board", Stop);

    private static async Task<BoardChat> OnBoardAsync(AdviserClient staff, Guid chatId) =>
        (await BoardAsync(staff)).Chats.Single(chat => chat.ChatId == chatId);

    private sealed record HeldChat(ResidentClient Resident, AdviserClient Adviser, string AdviserId) : IDisposable
    {
        public Guid Id => Resident.ChatId;

        public void Dispose()
        {
            Resident.Dispose();
            Adviser.Dispose();
        }
    }
}
