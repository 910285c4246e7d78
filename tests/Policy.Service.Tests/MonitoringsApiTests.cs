using System.Net;
using System.Text.Json;
using WebchatAspire.Contracts.Policy;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>
/// Following a live chat: its start is in the ledger before anything is seen, its stop and length once, and the resident's
/// access log has it as a reading (laws 3 and 7).
/// </summary>
public sealed class MonitoringsApiTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    private const string ChatApi = "chat-api";
    private const string Supervisor = "the-supervisor";
    private const string Officer = "the-officer";
    private static int _number;

    private readonly Guid _chat = Guid.CreateVersion7();
    private readonly string _reference = $"MONI-{Interlocked.Increment(ref _number):0000}";

    private string SupervisorToken => application.Issuer.Staff(Supervisor, ["supervisor"], ["housing-repairs"]);
    private string OfficerToken => application.Issuer.Staff(Officer, ["records-officer"]);

    [Fact]
    public async Task Start_stop_and_length_are_in_the_ledger_and_neither_says_who_or_which_chat()
    {
        var permit = await QualityAsync();
        var before = (await application.Database.EntriesAsync()).Count;

        var started = await IndexAsync(await StartAsync(permit));
        application.Clock.Advance(TimeSpan.FromSeconds(95));
        var stopped = await PolicyApplication.ReadAsync(await StopAsync(permit, "chat-ended"));

        Assert.Equal(
            (95, false),
            (stopped.GetProperty("seconds").GetInt32(), stopped.GetProperty("repeated").GetBoolean())
        );
        var start = Assert.Single(await application.EntriesAsync(before, "monitoring-start"));
        var stop = Assert.Single(await application.EntriesAsync(before, "monitoring-stop"));
        Assert.Equal(started, start.GetProperty("index").GetInt64());
        Assert.Equal(stopped.GetProperty("ledger_index").GetInt64(), stop.GetProperty("index").GetInt64());
        Assert.Equal(
            (permit.DecisionId(), 95, "chat-ended"),
            (
                stop.GetProperty("decision_id").GetGuid(),
                stop.GetProperty("seconds").GetInt32(),
                stop.GetProperty("ended_by").GetString()
            )
        );
        foreach (var entry in new[] { start, stop })
        {
            Assert.Equal(("monitor", "quality"), (Text(entry, "action"), Text(entry, "purpose")));
            Assert.DoesNotContain(Supervisor, entry.GetRawText(), StringComparison.Ordinal);
            Assert.DoesNotContain(_chat.ToString(), entry.GetRawText(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_stop_is_testified_once_however_many_say_so_at_the_same_time()
    {
        var permit = await QualityAsync();
        await IndexAsync(await StartAsync(permit));
        var before = (await application.Database.EntriesAsync()).Count;

        var stops = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(async _ => await PolicyApplication.ReadAsync(await StopAsync(permit)))
        );

        Assert.Single(stops, stop => !stop.GetProperty("repeated").GetBoolean());
        Assert.Single(stops.Select(stop => stop.GetProperty("ledger_index").GetInt64()).Distinct());
        Assert.Single(await application.EntriesAsync(before, "monitoring-stop"));
    }

    [Fact]
    public async Task Nothing_is_followed_longer_than_permitted_whenever_the_stop_is_told()
    {
        var permit = await QualityAsync();
        await IndexAsync(await StartAsync(permit));
        application.Clock.Advance(TimeSpan.FromHours(3));

        var stopped = await PolicyApplication.ReadAsync(await StopAsync(permit, "failed"));

        Assert.Equal(30 * 60, stopped.GetProperty("seconds").GetInt32());
    }

    [Fact]
    public async Task A_start_is_refused_as_a_reading_is()
    {
        var permit = await QualityAsync();
        var denied = await EvaluateAsync("quality", null, Supervisor, SupervisorToken, false);
        Assert.Equal("sampling-or-ask-needed", denied.Reason());

        await AssertNoPermitAsync(await StartAsync(Guid.CreateVersion7()));
        await AssertNoPermitAsync(await StartAsync(denied.DecisionId()));
        await AssertNoPermitAsync(await StartAsync(permit.DecisionId(), chat: Guid.CreateVersion7()));
        await AssertNoPermitAsync(await StartAsync(permit.DecisionId(), asker: "recording"));
        await AssertNoPermitAsync(
            await StartAsync(
                permit.DecisionId(),
                token: application.Issuer.Staff("another", ["supervisor"], ["housing-repairs"])
            )
        );
        var without = await application.PostAsync(
            "/api/ledger/monitorings",
            Body(permit.DecisionId(), _chat),
            application.Issuer.Service(ChatApi)
        );
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        application.Clock.Advance(TimeSpan.FromMinutes(30));
        await AssertNoPermitAsync(await StartAsync(permit));
    }

    [Fact]
    public async Task A_permit_to_follow_is_none_to_read_and_one_to_read_is_none_to_follow()
    {
        var permit = await QualityAsync();
        var read = await application.PostAsync(
            "/api/ledger/reads",
            Body(permit.DecisionId(), _chat),
            application.Issuer.Service(ChatApi),
            SupervisorToken
        );
        await AssertNoPermitAsync(read);

        var retrieval = await application.RestrictedPermitAsync(Officer, _chat, obligation: "time-limit");
        await AssertNoPermitAsync(await StartAsync(retrieval, token: OfficerToken, asker: "recording"));
    }

    [Fact]
    public async Task A_chat_is_followed_once_under_a_permit()
    {
        var permit = await QualityAsync();
        var starts = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartAsync(permit)));

        Assert.Single(starts, start => start.StatusCode == HttpStatusCode.OK);
        Assert.All(
            starts.Where(start => start.StatusCode != HttpStatusCode.OK),
            start => Assert.Equal(HttpStatusCode.Conflict, start.StatusCode)
        );
        await StopAsync(permit);
        var again = await StartAsync(permit);
        Assert.Equal("monitoring-started", await PeopleInTheLoop.CodeAsync(again));
    }

    [Fact]
    public async Task Under_a_restricted_notice_nothing_begins_without_a_restriction_and_ends_with_it()
    {
        var permit = await application.RestrictedPermitAsync(Officer, _chat, action: "monitor", askedBy: ChatApi);
        var refused = await StartAsync(permit, token: OfficerToken);
        Assert.Equal("restriction-needed", await PeopleInTheLoop.CodeAsync(refused));
        var restriction = await RestrictAsync(permit);

        await IndexAsync(await StartAsync(permit, token: OfficerToken));

        Assert.True((await OpenAsync(permit)).Permitted);
        Assert.Empty(Uses(await LogAsync()));
        await AnswerAsync(restriction, "lift");
        Assert.False((await OpenAsync(permit)).Permitted);
        Assert.Single(Uses(await LogAsync()));
        // What the resident has seen is not taken away again.
        var late = await RequestRestrictionAsync(permit);
        Assert.Equal("access-seen", await PeopleInTheLoop.CodeAsync(late));
    }

    [Fact]
    public async Task Following_falls_with_its_case()
    {
        var id = await application.OpenCaseAsync($"SAFE/{_reference}", _reference, kind: "safety");
        var permit = await EvaluateAsync("safety", $"SAFE/{_reference}", Officer, OfficerToken);
        await IndexAsync(await StartAsync(permit.DecisionId(), token: OfficerToken));
        Assert.True((await OpenAsync(permit.DecisionId())).Permitted);

        var closed = await application.PostAsync(
            $"/api/cases/{id}/close",
            null,
            application.Issuer.Staff("the-supervisor", ["supervisor"])
        );

        Assert.True(closed.IsSuccessStatusCode);
        Assert.False((await OpenAsync(permit.DecisionId())).Permitted);
    }

    [Fact]
    public async Task What_was_begun_and_not_stopped_is_told_to_who_began_it_and_to_nobody_else()
    {
        var permit = await QualityAsync();
        await IndexAsync(await StartAsync(permit));

        var open = await OpenAsync(permit.DecisionId());
        Assert.Equal((_chat, true), (open.ChatId, open.Permitted));
        Assert.DoesNotContain(await AllOpenAsync("recording"), one => one.DecisionId == permit.DecisionId());
        var foreign = await StopAsync(permit, asker: "recording");
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        var staff = await application.GetAsync("/api/ledger/monitorings", SupervisorToken);
        Assert.Equal(HttpStatusCode.Forbidden, staff.StatusCode);

        await StopAsync(permit);
        Assert.DoesNotContain(await AllOpenAsync(ChatApi), one => one.DecisionId == permit.DecisionId());
    }

    [Fact]
    public async Task An_end_that_nobody_knows_is_refused_and_stops_nothing()
    {
        var permit = await QualityAsync();
        await IndexAsync(await StartAsync(permit));

        var refused = await StopAsync(permit, "tired");

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("end-unknown", await PeopleInTheLoop.CodeAsync(refused));
        Assert.True((await OpenAsync(permit.DecisionId())).Permitted);
    }

    [Fact]
    public async Task Law_7_The_resident_sees_that_the_chat_was_followed_for_quality_at_once()
    {
        var permit = await QualityAsync();
        Assert.Empty(Uses(await LogAsync()));

        var index = await IndexAsync(await StartAsync(permit));
        await StopAsync(permit);

        var use = Assert.Single(Uses(await LogAsync()));
        Assert.Equal(
            ("monitoring-start", "supervisor", "quality", "P2", index),
            (
                Text(use, "kind"),
                Text(use, "role"),
                Text(use, "purpose"),
                Text(use, "clause"),
                use.GetProperty("ledgerIndex").GetInt64()
            )
        );
    }

    [Fact]
    public async Task Law_7_What_was_followed_in_an_emergency_is_seen_after_its_review()
    {
        var permit = await EvaluateAsync("safety", null, Officer, OfficerToken);
        Assert.Equal("permitted", permit.Reason());
        await IndexAsync(await StartAsync(permit.DecisionId(), token: OfficerToken));
        Assert.Empty(Uses(await LogAsync()));

        var reviewed = await application.PostAsync(
            $"/api/reviews/{permit.DecisionId()}",
            new { outcome = "not-justified", reason = "no-threat" },
            application.Issuer.Staff("an-approver", ["approver"])
        );

        Assert.Equal(HttpStatusCode.NoContent, reviewed.StatusCode);
        Assert.Single(Uses(await LogAsync()));
    }

    [Fact]
    public async Task What_the_adviser_asked_for_has_to_be_stated()
    {
        var silent = await EvaluateAsync("quality", null, Supervisor, SupervisorToken);
        Assert.Equal("attribute-missing", silent.Reason());
        var mistyped = await EvaluateAsync("quality", null, Supervisor, SupervisorToken, "yes");
        Assert.Equal("attribute-mistyped", mistyped.Reason());
        Assert.Contains("asked_by_adviser", mistyped.GetRawText(), StringComparison.Ordinal);
    }

    private async Task<JsonElement> QualityAsync()
    {
        var permit = await EvaluateAsync("quality", null, Supervisor, SupervisorToken, true);
        Assert.Equal("permitted", permit.Reason());
        return permit;
    }

    private async Task<JsonElement> EvaluateAsync(
        string purpose,
        string? caseReference,
        string subject,
        string token,
        params object[] asked
    )
    {
        var properties = new Dictionary<string, object?>
        {
            ["reference"] = _reference,
            ["service"] = "housing-repairs",
            ["state"] = "active",
            ["adviser_id"] = "the-adviser",
            ["adviser_ids"] = new[] { "the-adviser" },
        };
        if (asked is [var stated])
        {
            properties["asked_by_adviser"] = stated;
        }
        var response = await application.PostAsync(
            "/access/v1/evaluation",
            new
            {
                subject = new { type = "staff", id = subject },
                action = new { name = "monitor" },
                resource = new
                {
                    type = "chat",
                    id = _chat.ToString(),
                    properties,
                },
                context = new
                {
                    purpose,
                    case_reference = caseReference,
                    obligations_understood = Scenarios.AllObligations,
                },
            },
            application.Issuer.Service(ChatApi),
            token
        );
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await PolicyApplication.ReadAsync(response)).GetProperty("context");
    }

    private Task<HttpResponseMessage> StartAsync(JsonElement permit) => StartAsync(permit.DecisionId());

    private Task<HttpResponseMessage> StartAsync(
        Guid decision,
        Guid? chat = null,
        string? token = null,
        string asker = ChatApi
    ) =>
        application.PostAsync(
            "/api/ledger/monitorings",
            Body(decision, chat ?? _chat),
            application.Issuer.Service(asker),
            token ?? SupervisorToken
        );

    private Task<HttpResponseMessage> StopAsync(
        JsonElement permit,
        string endedBy = "stopped",
        string asker = ChatApi
    ) =>
        application.PostAsync(
            "/api/ledger/monitorings/stop",
            new { decision_id = permit.DecisionId(), ended_by = endedBy },
            application.Issuer.Service(asker)
        );

    private async Task<OpenMonitoring> OpenAsync(Guid decision) =>
        (await AllOpenAsync(ChatApi)).Single(one => one.DecisionId == decision);

    private async Task<IReadOnlyList<OpenMonitoring>> AllOpenAsync(string asker)
    {
        var response = await application.GetAsync("/api/ledger/monitorings", application.Issuer.Service(asker));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var open = await PolicyApplication.ReadAsync(response);
        return open.Deserialize<OpenMonitorings>(JsonSerializerOptions.Web)!.Monitorings;
    }

    private async Task<Guid> RestrictAsync(Guid decision)
    {
        var requested = await RequestRestrictionAsync(decision);
        Assert.Equal(HttpStatusCode.Created, requested.StatusCode);
        var id = (await PolicyApplication.ReadAsync(requested)).GetProperty("id").GetGuid();
        await AnswerAsync(id, "confirm");
        return id;
    }

    private Task<HttpResponseMessage> RequestRestrictionAsync(Guid decision) =>
        application.PostAsync(
            "/api/restrictions",
            new
            {
                decisionId = decision,
                ground = "crime-prevention",
                authority = "CRIME-2026/014",
                endsOn = DateOnly.FromDateTime(application.Clock.GetUtcNow().UtcDateTime).AddDays(20),
            },
            OfficerToken
        );

    private async Task AnswerAsync(Guid id, string answer)
    {
        var response = await application.PostAsync(
            $"/api/restrictions/{id}/{answer}",
            null,
            application.Issuer.Staff("the-approver", ["approver"])
        );
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    private async Task<JsonElement> LogAsync() =>
        await PolicyApplication.ReadAsync(
            await application.GetAsync($"/api/access-log?chatId={_chat}", application.Issuer.Service("recording"))
        );

    private static List<JsonElement> Uses(JsonElement log) => [.. log.GetProperty("uses").EnumerateArray()];

    private static object Body(Guid decision, Guid chat) => new { decision_id = decision, chat_id = chat };

    private static string? Text(JsonElement entry, string name) => entry.GetProperty(name).GetString();

    private static async Task<long> IndexAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await PolicyApplication.ReadAsync(response)).GetProperty("ledger_index").GetInt64();
    }

    private static async Task AssertNoPermitAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("no-such-permit", await PeopleInTheLoop.CodeAsync(response));
    }
}
