using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>
/// The emergency path of <c>safety</c> (P16): permitted without a case, which somebody else opens in time, and reviewed by a
/// second person in time. The clock belongs to this class.
/// </summary>
public sealed class EmergencyTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    private static int _number;

    private readonly Guid _chat = Guid.CreateVersion7();
    private readonly string _reference = $"EMER-{Interlocked.Increment(ref _number):0000}";

    private string Officer => $"officer-{_reference}";

    [Fact]
    public async Task A_permit_without_a_case_says_until_when_the_case_and_the_review_have_to_follow()
    {
        var permit = await PermittedAsync();

        var due = permit
            .GetProperty("obligations")
            .EnumerateArray()
            .Where(one => one.GetProperty("properties").TryGetProperty("due_at", out _))
            .ToDictionary(
                one => one.GetProperty("id").GetString()!,
                one => one.GetProperty("properties").GetProperty("due_at").GetDateTimeOffset()
            );
        var inADay = application.Clock.GetUtcNow().AddHours(24);
        Assert.Equal(["case-to-follow", "review-within"], due.Keys.Order());
        Assert.All(due.Values, at => Assert.Equal(inADay, at));
        var own = await OwedAsync(application.Issuer.Staff(Officer, ["records-officer"]));
        Assert.Equal(_reference, own.GetProperty("chatReference").GetString());
        Assert.Equal("owed", own.GetProperty("state").GetString());
        Assert.True(own.GetProperty("mine").GetBoolean());
        Assert.DoesNotContain(Officer, own.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_owed_is_seen_by_approvers_and_by_supervisors_of_that_service_alone()
    {
        await PermittedAsync();

        Assert.True(await SeesAsync("an-approver", ["approver"], []));
        Assert.True(await SeesAsync("a-supervisor", ["supervisor"], ["housing-repairs"]));
        Assert.False(await SeesAsync("a-supervisor", ["supervisor"], ["parking"]));
        Assert.False(await SeesAsync("another-officer", ["records-officer"], ["housing-repairs"]));
        var stranger = await application.GetAsync("/api/cases/owed", application.Issuer.Staff("x", ["adviser"]));
        Assert.Equal(HttpStatusCode.Forbidden, stranger.StatusCode);
    }

    [Fact]
    public async Task A_case_of_that_kind_that_somebody_else_opens_for_that_chat_settles_it()
    {
        var before = (await application.Database.EntriesAsync()).Count;
        var permit = await PermittedAsync();
        await application.OpenCaseAsync($"SAFE/1{_reference}", _reference, Officer, "safety");
        await application.OpenCaseAsync($"SAFE/2{_reference}", _reference, kind: "complaint");
        var other = await application.OpenCaseAsync($"SAFE/3{_reference}", "ELSE-0002", kind: "safety");
        Assert.Equal("owed", await StateAsync(permit));

        // Nor does one that the person links themselves.
        await LinkAsync(other, "ELSE-0003", Officer);
        Assert.Equal("owed", await StateAsync(permit));
        await LinkAsync(other, _reference, "somebody-else");

        Assert.Equal("settled", await StateAsync(permit));
        var followed = (await application.EntriesAsync(before, "case"))[^1];
        Assert.Equal("followed", followed.GetProperty("outcome").GetString());
        Assert.Equal(permit.DecisionId(), followed.GetProperty("decision_id").GetGuid());
        Assert.DoesNotContain(_reference, followed.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_that_the_person_links_the_chat_to_does_not_settle_it()
    {
        var permit = await PermittedAsync();
        var other = await application.OpenCaseAsync($"SAFE/4{_reference}", "ELSE-0004", kind: "safety");

        await LinkAsync(other, _reference, Officer);

        Assert.Equal("owed", await StateAsync(permit));
    }

    [Fact]
    public async Task A_case_that_is_there_already_settles_it_at_once()
    {
        await application.OpenCaseAsync($"SAFE/5{_reference}", _reference, kind: "safety");

        Assert.Equal("settled", await StateAsync(await PermittedAsync()));
    }

    [Fact]
    public async Task What_does_not_follow_in_time_is_escalated_and_stops_further_emergencies_of_that_person()
    {
        using var escalations = new Escalations();
        var before = (await application.Database.EntriesAsync()).Count;
        var permit = await PermittedAsync();
        var inTime = await RetrieveAsync(Guid.CreateVersion7(), "EMER-9001");
        Assert.Equal("permitted", inTime.Reason());
        await application.OpenCaseAsync($"SAFE/6{_reference}", "EMER-9001", kind: "safety");

        await LeaveAsync(permit);

        // By the clock already, before the watch has come by.
        Assert.Equal("case-not-followed", (await RetrieveAsync(Guid.CreateVersion7(), "EMER-9002")).Reason());
        await WatchAsync($"select state from policy.owed_cases where decision_id = '{permit.DecisionId()}'", "overdue");
        Assert.Equal("case-not-followed", (await RetrieveAsync(Guid.CreateVersion7(), "EMER-9002")).Reason());
        var another = await application.RetrieveAsync(
            "a-new-officer",
            Guid.CreateVersion7(),
            "EMER-9003",
            null,
            "safety"
        );
        Assert.Equal("permitted", another.Reason());
        var notFollowed = (await application.EntriesAsync(before, "case")).Single(entry =>
            entry.GetProperty("outcome").GetString() == "not-followed"
        );
        Assert.Equal(permit.DecisionId(), notFollowed.GetProperty("decision_id").GetGuid());

        Assert.Contains(
            escalations.All,
            tags =>
                tags.Length == 2
                && tags.Contains(new("webchat.obligation", "case-to-follow"))
                && tags.Contains(new("webchat.purpose", "safety"))
        );

        await application.OpenCaseAsync($"SAFE/7{_reference}", _reference, kind: "safety");
        Assert.Equal("settled", await StateAsync(permit));
        Assert.Equal("permitted", (await RetrieveAsync(Guid.CreateVersion7(), "EMER-9002")).Reason());
    }

    [Fact]
    public async Task With_a_case_nothing_is_owed_but_the_review()
    {
        await application.OpenCaseAsync($"SAFE/8{_reference}", _reference, kind: "safety");

        var permit = await RetrieveAsync(_chat, _reference, $"SAFE/8{_reference}");

        Assert.Equal(
            ["step-up", "review-within"],
            permit.GetProperty("obligations").EnumerateArray().Select(one => one.GetProperty("id").GetString())
        );
        Assert.Equal(
            0,
            await application.Database.QueryAsync<long>(
                $"select count(*) from policy.owed_cases where decision_id = '{permit.DecisionId()}'"
            )
        );
    }

    [Fact]
    public async Task A_second_person_reviews_once_and_the_ledger_tells_what_came_of_it()
    {
        var before = (await application.Database.EntriesAsync()).Count;
        var permit = await PermittedAsync();
        var supervisor = application.Issuer.Staff("a-supervisor", ["supervisor"], ["housing-repairs"]);
        var listed = await PolicyApplication.ReadAsync(await application.GetAsync("/api/reviews", supervisor));
        Assert.Contains(
            listed.GetProperty("reviews").EnumerateArray(),
            one => one.GetProperty("decisionId").GetGuid() == permit.DecisionId()
        );

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => ReviewAsync(permit, supervisor, "justified", "threat-answered"))
        );

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.NoContent);
        Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        var entry = Assert.Single(await application.EntriesAsync(before, "review"));
        Assert.Equal("justified", entry.GetProperty("outcome").GetString());
        Assert.Equal("threat-answered", entry.GetProperty("reason_code").GetString());
        Assert.DoesNotContain("a-supervisor", entry.GetRawText(), StringComparison.Ordinal);
        var done = await PolicyApplication.ReadAsync(
            await application.GetAsync($"/api/reviews/{permit.DecisionId()}", supervisor)
        );
        Assert.Equal("done", done.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Nobody_reviews_their_own_access_and_only_a_second_person_of_that_service_does()
    {
        var permit = await PermittedAsync();
        string[] every = ["approver", "supervisor", "records-officer"];

        var own = await ReviewAsync(
            permit,
            application.Issuer.Staff(Officer, every, ["housing-repairs"]),
            "justified",
            "threat-answered"
        );
        var adviser = await ReviewAsync(
            permit,
            application.Issuer.Staff("the-adviser", every, ["housing-repairs"]),
            "justified",
            "threat-answered"
        );
        var elsewhere = await ReviewAsync(
            permit,
            application.Issuer.Staff("y", ["supervisor"], ["parking"]),
            "justified",
            "threat-answered"
        );

        Assert.Equal("own-request", await PeopleInTheLoop.CodeAsync(own));
        Assert.Equal("participant", await PeopleInTheLoop.CodeAsync(adviser));
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
    }

    [Theory]
    [InlineData("perhaps", "threat-answered", "outcome")]
    [InlineData("justified", "no-threat", "reason")]
    [InlineData("not-justified", null, "reason")]
    public async Task A_review_that_cannot_be_taken_names_its_field(string outcome, string? reason, string field)
    {
        var permit = await PermittedAsync();

        var response = await ReviewAsync(
            permit,
            application.Issuer.Staff("an-approver", ["approver"]),
            outcome,
            reason
        );

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(field, (await PolicyApplication.ReadAsync(response)).GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_review_that_nobody_does_in_time_is_escalated_and_can_still_be_done()
    {
        var before = (await application.Database.EntriesAsync()).Count;
        var permit = await PermittedAsync();

        await LeaveAsync(permit);
        await WatchAsync($"select state from policy.reviews where decision_id = '{permit.DecisionId()}'", "overdue");

        var late = await ReviewAsync(
            permit,
            application.Issuer.Staff("an-approver", ["approver"]),
            "not-justified",
            "no-threat"
        );
        Assert.Equal(HttpStatusCode.NoContent, late.StatusCode);
        var outcomes = (await application.EntriesAsync(before, "review"))
            .Where(entry => entry.GetProperty("decision_id").GetGuid() == permit.DecisionId())
            .Select(entry => entry.GetProperty("outcome").GetString());
        Assert.Equal(["overdue", "not-justified"], outcomes);
    }

    [Fact]
    public async Task The_watch_ends_requests_and_approvals_that_have_had_their_time()
    {
        await application.OpenCaseAsync($"CRIME/{_reference}", _reference, kind: "crime");
        var denial = await application.RetrieveAsync(Officer, _chat, _reference, $"CRIME/{_reference}");
        var asked = await PolicyApplication.ReadAsync(await application.AskAsync(Officer, denial, "A marked note"));
        var id = asked.GetProperty("id").GetGuid();
        await application.Database.ExecuteAsync(
            $"update policy.approvals set expires_at = '{application.Clock.GetUtcNow().AddSeconds(-1):O}' where id = '{id}'"
        );

        await WatchAsync($"select state from policy.approvals where id = '{id}'", "expired");

        Assert.Equal(
            0,
            await application.Database.QueryAsync<long>(
                $"select count(*) from policy.approval_notes where approval_id = '{id}'"
            )
        );
    }

    private async Task<JsonElement> PermittedAsync()
    {
        var permit = await RetrieveAsync(_chat, _reference);
        Assert.Equal("permitted", permit.Reason());
        return permit;
    }

    private Task<JsonElement> RetrieveAsync(Guid chat, string reference, string? caseReference = null) =>
        application.RetrieveAsync(Officer, chat, reference, caseReference, "safety", adviser: "the-adviser");

    private async Task<JsonElement> OwedAsync(string token) =>
        (await PolicyApplication.ReadAsync(await application.GetAsync("/api/cases/owed", token)))
            .GetProperty("owed")
            .EnumerateArray()
            .Single(one => one.GetProperty("chatReference").GetString() == _reference);

    private async Task<bool> SeesAsync(string person, string[] roles, string[] services)
    {
        var response = await application.GetAsync("/api/cases/owed", application.Issuer.Staff(person, roles, services));
        return (await PolicyApplication.ReadAsync(response))
            .GetProperty("owed")
            .EnumerateArray()
            .Any(one => one.GetProperty("chatReference").GetString() == _reference);
    }

    private Task<string> StateAsync(JsonElement permit) =>
        application.Database.QueryAsync<string>(
            $"select state from policy.owed_cases where decision_id = '{permit.DecisionId()}'"
        );

    private async Task LinkAsync(Guid caseId, string chatReference, string by)
    {
        var response = await application.PostAsync(
            $"/api/cases/{caseId}/chats",
            new { chatReference },
            application.Issuer.Staff(by, ["records-officer"])
        );
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    private Task<HttpResponseMessage> ReviewAsync(JsonElement permit, string token, string outcome, string? reason) =>
        application.PostAsync($"/api/reviews/{permit.DecisionId()}", new { outcome, reason }, token);

    /// <summary>As if a day had gone by since the permit. The clock itself cannot go that far: tokens would end.</summary>
    private Task LeaveAsync(JsonElement permit) =>
        application.Database.ExecuteAsync(
            $"""
            update policy.owed_cases set due_at = due_at - interval '1 day' where decision_id = '{permit.DecisionId()}';
            update policy.reviews set due_at = due_at - interval '1 day' where decision_id = '{permit.DecisionId()}';
            """
        );

    /// <summary>Lets the watch come by until the row is as expected.</summary>
    private async Task WatchAsync(string sql, string expected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await application.Database.QueryAsync<string>(sql) != expected)
        {
            application.Clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>The attributes of every escalation that is counted.</summary>
    private sealed class Escalations : IDisposable
    {
        private readonly MeterListener _listener = new();

        public Escalations()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "webchat.escalations")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) => All.Enqueue([.. tags]));
            _listener.Start();
        }

        public ConcurrentQueue<KeyValuePair<string, object?>[]> All { get; } = new();

        public void Dispose() => _listener.Dispose();
    }
}
