using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>AuthZEN 1.0 access evaluation, and law 3: no answer without an entry.</summary>
public sealed class EvaluationApiTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    private const string Officer = "the-officer";

    private string OfficerToken => application.Issuer.Staff(Officer, ["records-officer"]);

    [Fact]
    public async Task A_complaint_with_an_open_case_of_somebody_else_is_permitted()
    {
        await application.OpenCaseAsync("CMP/1", "AAAA-1111");

        var response = await application.EvaluateAsync(
            Requests.Retrieval(Officer, Guid.CreateVersion7(), "AAAA-1111", "CMP/1"),
            OfficerToken
        );

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await PolicyApplication.ReadAsync(response);
        Assert.True(answer.GetProperty("decision").GetBoolean());
        var context = answer.GetProperty("context");
        Assert.Equal("P16", context.GetProperty("clause").GetString());
        Assert.Equal("permitted", context.GetProperty("reason_code").GetString());
        Assert.Equal("2026.1", context.GetProperty("policy_version").GetString());
        Assert.Equal(
            ["step-up", "mask-third-parties", "time-limit"],
            context.GetProperty("obligations").EnumerateArray().Select(one => one.GetProperty("id").GetString())
        );
        Assert.Equal(
            application.Clock.GetUtcNow().AddMinutes(30),
            context.GetProperty("permit_until").GetDateTimeOffset()
        );
        var entry = await EntryAsync(context.GetProperty("ledger_index").GetInt64());
        Assert.Equal(context.GetProperty("decision_id").GetGuid(), entry.GetProperty("decision_id").GetGuid());
        Assert.Equal("permit", entry.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_denial_is_an_answer_with_its_clause_and_an_entry()
    {
        await application.OpenCaseAsync("CMP/2", "AAAA-2222");

        await AssertDeniedAsync(Requests.Retrieval(Officer, Guid.NewGuid(), "AAAA-2222", null), "case-missing", "P16");
        await AssertDeniedAsync(
            Requests.Retrieval(Officer, Guid.NewGuid(), "AAAA-2222", "CMP/NONE"),
            "case-unknown",
            "P16"
        );
        await AssertDeniedAsync(
            Requests.Retrieval(Officer, Guid.NewGuid(), "BBBB-2222", "CMP/2"),
            "case-not-for-this-recording",
            "P16"
        );
        await AssertDeniedAsync(
            Requests.Retrieval(Officer, Guid.NewGuid(), "AAAA-2222", "CMP/2", "crime"),
            "case-kind",
            "P16"
        );
        await AssertDeniedAsync(
            Requests.Retrieval(Officer, Guid.NewGuid(), "AAAA-2222", "CMP/2", "curiosity"),
            "unknown-purpose",
            "P3"
        );
        await AssertDeniedAsync(
            Requests.Retrieval(Officer, Guid.NewGuid(), "AAAA-2222", "CMP/2", adviser: Officer),
            "participant",
            "P15"
        );
        await AssertDeniedAsync(
            Requests.Retrieval(Officer, Guid.NewGuid(), "AAAA-2222", "CMP/2", understood: ["time-limit"]),
            "obligation-not-understood",
            "P16"
        );
    }

    [Fact]
    public async Task A_flagged_chat_is_opened_to_a_supervisor_of_its_service_only()
    {
        const string supervisor = "the-reviewer";
        object Review(bool flagged) =>
            Requests.Retrieval(
                supervisor,
                Guid.CreateVersion7(),
                "FLAG-1111",
                null,
                "conduct-review",
                flagged: flagged
            );
        async Task<(bool, string?)> DecideAsync(bool flagged, string service)
        {
            var token = application.Issuer.Staff(supervisor, ["supervisor"], [service]);
            var answer = await PolicyApplication.ReadAsync(await application.EvaluateAsync(Review(flagged), token));
            return (
                answer.GetProperty("decision").GetBoolean(),
                answer.GetProperty("context").GetProperty("reason_code").GetString()
            );
        }

        Assert.Equal((true, "permitted"), await DecideAsync(true, "housing-repairs"));
        Assert.Equal((false, "flag-needed"), await DecideAsync(false, "housing-repairs"));
        Assert.Equal((false, "service-not-allowed"), await DecideAsync(true, "parking"));
    }

    [Fact]
    public async Task Under_ones_own_case_and_under_a_closed_case_nothing_is_permitted()
    {
        await application.OpenCaseAsync("CMP/3", "AAAA-3333", opener: Officer);
        await AssertDeniedAsync(
            Requests.Retrieval(Officer, Guid.NewGuid(), "AAAA-3333", "CMP/3"),
            "case-opened-by-requester",
            "P16"
        );

        var other = await application.OpenCaseAsync("CMP/4", "AAAA-3333");
        var close = await application.PostAsync($"/api/cases/{other}/close", null, OfficerToken);
        Assert.Equal(HttpStatusCode.NoContent, close.StatusCode);
        await AssertDeniedAsync(
            Requests.Retrieval(Officer, Guid.NewGuid(), "AAAA-3333", "CMP/4"),
            "case-closed",
            "P16"
        );
    }

    [Fact]
    public async Task A_denial_keeps_which_case_was_tried()
    {
        var opened = await application.OpenCaseAsync("CMP/6", "AAAA-6666");
        await application.PostAsync($"/api/cases/{opened}/close", null, OfficerToken);

        var response = await application.EvaluateAsync(
            Requests.Retrieval(Officer, Guid.NewGuid(), "AAAA-6666", "CMP/6"),
            OfficerToken
        );

        var context = (await PolicyApplication.ReadAsync(response)).GetProperty("context");
        Assert.Equal("case-closed", context.GetProperty("reason_code").GetString());
        var index = context.GetProperty("ledger_index").GetInt64();
        var stored = (await application.Database.EntriesAsync()).Single(entry => entry.Index == index);
        Assert.Equal(opened, JsonElement.Parse(stored.Details!).GetProperty("case_id").GetGuid());
    }

    [Fact]
    public async Task Roles_in_the_body_are_not_believed()
    {
        await application.OpenCaseAsync("CMP/5", "AAAA-5555");
        var adviser = application.Issuer.Staff("an-adviser", ["adviser", "administrator"]);
        var body = JsonSerializer.SerializeToNode(
            Requests.Retrieval("an-adviser", Guid.NewGuid(), "AAAA-5555", "CMP/5")
        )!;
        body["subject"]!["properties"] = JsonSerializer.SerializeToNode(new { role = "records-officer" });

        var response = await application.EvaluateAsync(body, adviser);

        var context = (await PolicyApplication.ReadAsync(response)).GetProperty("context");
        Assert.Equal("role-not-allowed", context.GetProperty("reason_code").GetString());
    }

    [Fact]
    public async Task A_resident_is_permitted_their_own_copy_and_no_other()
    {
        var chat = Guid.CreateVersion7();

        var own = await PolicyApplication.ReadAsync(await application.EvaluateAsync(Requests.OwnCopy(chat)));
        Assert.True(own.GetProperty("decision").GetBoolean());
        Assert.Equal(
            "time-limit",
            Assert
                .Single(own.GetProperty("context").GetProperty("obligations").EnumerateArray())
                .GetProperty("id")
                .GetString()
        );

        await AssertDeniedAsync(Requests.OwnCopy(chat, subject: Guid.CreateVersion7()), "role-not-allowed", "P15");
        await AssertDeniedAsync(Requests.OwnCopy(chat, identityChecked: false), "identity-not-checked", "P13");
    }

    [Fact]
    public async Task Staff_without_their_own_valid_token_are_nobody()
    {
        var request = Requests.Retrieval(Officer, Guid.NewGuid(), "AAAA-6666", null);
        string?[] tokens =
        [
            null,
            "rubbish",
            application.Issuer.Forged(Officer, ["records-officer"]),
            application.Issuer.Staff(Officer, ["records-officer"], age: TimeSpan.FromHours(2)),
            application.Issuer.Staff("somebody-else", ["records-officer"]),
            application.Issuer.Service(Officer),
        ];
        var before = await SizeAsync();
        foreach (var token in tokens)
        {
            var response = await application.EvaluateAsync(request, token);

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal(
                "subject-token-invalid",
                (await PolicyApplication.ReadAsync(response)).GetProperty("code").GetString()
            );
        }
        Assert.Equal(before, await SizeAsync());
    }

    [Fact]
    public async Task Only_an_enforcement_point_may_ask()
    {
        var request = Requests.OwnCopy(Guid.NewGuid());

        var anonymous = await application.PostAsync("/access/v1/evaluation", request, null);
        var staff = await application.PostAsync("/access/v1/evaluation", request, OfficerToken);
        var service = await application.PostAsync(
            "/access/v1/evaluation",
            request,
            application.Issuer.Service("chat-api", "recording.live")
        );

        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, staff.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, service.StatusCode);
        Assert.Equal("token-invalid", (await PolicyApplication.ReadAsync(anonymous)).GetProperty("code").GetString());
        Assert.Equal("not-permitted", (await PolicyApplication.ReadAsync(staff)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Unknown_fields_are_ignored_and_the_request_id_comes_back()
    {
        var id = Guid.NewGuid().ToString();
        var body = """
            {"subject":{"type":"resident","id":"1","more":1},"action":{"name":"retrieve","properties":{"x":[]}},
             "resource":{"type":"recording","id":"1"},"context":{"purpose":"complaint","more":{}},"options":{"x":1}}
            """;

        var answered = await SendAsync(body, id);
        var refused = await SendAsync("{}", id);
        using var anonymous = Post("{}", id);
        var unauthorised = await application.SendAsync(anonymous, null);

        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        Assert.All(
            [answered, refused, unauthorised],
            one => Assert.Equal(id, one.Headers.GetValues("X-Request-ID").Single())
        );
    }

    private async Task AssertDeniedAsync(object request, string reason, string clause)
    {
        var response = await application.EvaluateAsync(request, OfficerToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await PolicyApplication.ReadAsync(response);
        Assert.False(answer.GetProperty("decision").GetBoolean());
        var context = answer.GetProperty("context");
        Assert.Equal(reason, context.GetProperty("reason_code").GetString());
        Assert.Equal(clause, context.GetProperty("clause").GetString());
        Assert.Equal(JsonValueKind.Null, context.GetProperty("permit_until").ValueKind);
        Assert.Empty(context.GetProperty("obligations").EnumerateArray());
        var entry = await EntryAsync(context.GetProperty("ledger_index").GetInt64());
        Assert.Equal(
            ("deny", reason),
            (entry.GetProperty("outcome").GetString(), entry.GetProperty("reason_code").GetString())
        );
    }

    private async Task<JsonElement> EntryAsync(long index)
    {
        var stored = (await application.Database.EntriesAsync()).Single(entry => entry.Index == index);
        return JsonElement.Parse(stored.Entry);
    }

    private Task<long> SizeAsync() => application.Database.QueryAsync<long>("select size from ledger.head");

    private async Task<HttpResponseMessage> SendAsync(string json, string? requestId = null)
    {
        using var request = Post(json, requestId);
        return await application.SendAsync(request, application.Issuer.Service(PolicyApplication.RecordingClient));
    }

    private static HttpRequestMessage Post(string json, string? requestId)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/access/v1/evaluation")
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        if (requestId is not null)
        {
            request.Headers.Add("X-Request-ID", requestId);
        }
        return request;
    }
}
