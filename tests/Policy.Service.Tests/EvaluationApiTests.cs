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
            ["mask-third-parties", "time-limit"],
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
            TestIssuer.Forged(Officer, ["records-officer"]),
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

    [Theory]
    [InlineData(
        """{"subject":{"type":"resident"},"action":{"name":"retrieve"},"resource":{"type":"recording","id":"1"}}""",
        "subject.id"
    )]
    [InlineData(
        """{"subject":{"type":"","id":"1"},"action":{"name":"retrieve"},"resource":{"type":"recording","id":"1"}}""",
        "subject.type"
    )]
    [InlineData("""{"subject":{"type":"resident","id":"1"},"resource":{"type":"recording","id":"1"}}""", "action.name")]
    [InlineData(
        """{"subject":{"type":"resident","id":"1"},"action":{},"resource":{"type":"recording","id":"1"}}""",
        "action.name"
    )]
    [InlineData("""{"subject":{"type":"resident","id":"1"},"action":{"name":"retrieve"}}""", "resource.type")]
    [InlineData(
        """{"subject":{"type":"resident","id":"a\u0000b"},"action":{"name":"retrieve"},"resource":{"type":"recording","id":"1"}}""",
        "subject.id"
    )]
    public async Task A_request_without_a_required_field_is_told_which(string json, string field)
    {
        var response = await SendAsync(json);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(field, (await PolicyApplication.ReadAsync(response)).GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"subject\":")]
    [InlineData("{\"subject\":5}")]
    [InlineData("{\"subject\":{\"type\":[],\"id\":\"1\"}}")]
    public async Task A_malformed_request_is_a_problem_and_no_decision(string json)
    {
        var response = await SendAsync(json);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(
            "malformed-request",
            (await PolicyApplication.ReadAsync(response)).GetProperty("code").GetString()
        );
    }

    [Fact]
    public async Task A_request_over_the_size_limit_is_refused()
    {
        var response = await SendAsync(
            $$"""{"subject":{"type":"resident","id":"1"},"padding":"{{new string('x', 70_000)}}"}"""
        );

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal(
            "request-too-large",
            (await PolicyApplication.ReadAsync(response)).GetProperty("code").GetString()
        );
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

    [Fact]
    public async Task When_the_ledger_cannot_be_committed_nothing_is_permitted()
    {
        await application.OpenCaseAsync("CMP/7", "AAAA-7777");
        var request = Requests.Retrieval(Officer, Guid.NewGuid(), "AAAA-7777", "CMP/7");
        var before = await SizeAsync();
        await application.Database.ExecuteAsync(
            """
            create function public.fail() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
            create constraint trigger fail after insert on ledger.details deferrable initially deferred
                for each row execute function public.fail();
            """
        );

        var failed = await application.EvaluateAsync(request, OfficerToken);
        await application.Database.ExecuteAsync("drop function public.fail() cascade");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, failed.StatusCode);
        Assert.Equal("ledger-unavailable", (await PolicyApplication.ReadAsync(failed)).GetProperty("code").GetString());
        Assert.Equal(before, await SizeAsync());
        Assert.Equal(before, await application.Database.QueryAsync<long>("select count(*) from policy.decisions"));

        var healed = await PolicyApplication.ReadAsync(await application.EvaluateAsync(request, OfficerToken));
        Assert.Equal(before, healed.GetProperty("context").GetProperty("ledger_index").GetInt64());
    }

    [Fact]
    public async Task When_the_database_is_away_nothing_is_permitted()
    {
        await using var lonely = application.Start("Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=2");
        using var client = lonely.CreateClient();

        var response = await application.EvaluateAsync(Requests.OwnCopy(Guid.NewGuid()), client: client);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(
            "ledger-unavailable",
            (await PolicyApplication.ReadAsync(response)).GetProperty("code").GetString()
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
