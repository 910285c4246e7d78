using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Xunit;

namespace WebchatAspire.Policy.Service.Tests;

/// <summary>What a resident is not told yet: on a lawful ground, by two people, until a date (P11, P12, P16, law 7).</summary>
public sealed class RestrictionsApiTests(PolicyApplication application) : IClassFixture<PolicyApplication>
{
    private const string Officer = "the-officer";

    private readonly Guid _chat = Guid.CreateVersion7();

    private string OfficerToken => application.Issuer.Staff(Officer, ["records-officer"]);
    private string ApproverToken => application.Issuer.Staff("the-approver", ["approver"]);
    private string RecordingToken => application.Issuer.Service(PolicyApplication.RecordingClient);

    [Fact]
    public async Task Nothing_is_read_before_a_second_person_has_confirmed_the_restriction()
    {
        var decision = await PermitAsync();
        await AssertProblemAsync(await ReadAsync(decision), 403, "restriction-needed");

        var id = await RequestAsync(decision);
        await AssertProblemAsync(await ReadAsync(decision), 403, "restriction-needed");

        Assert.Equal(HttpStatusCode.NoContent, (await AnswerAsync(id, "confirm")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ReadAsync(decision)).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await AnswerAsync(id, "lift")).StatusCode);
        await AssertProblemAsync(await ReadAsync(decision), 403, "restriction-needed");
    }

    [Fact]
    public async Task A_permit_against_crime_that_a_second_person_approved_waits_for_its_restriction()
    {
        await application.OpenCaseAsync("CRIME/77", "AAAA-7700", kind: "crime");
        var denial = await application.RetrieveAsync(Officer, _chat, "AAAA-7700", "CRIME/77");
        var asked = await PolicyApplication.ReadAsync(await application.AskAsync(Officer, denial));
        var approved = await application.PostAsync(
            $"/api/approvals/{asked.GetProperty("id").GetGuid()}/approve",
            new { },
            ApproverToken
        );
        Assert.True(approved.IsSuccessStatusCode);
        var permit = await application.RetrieveAsync(Officer, _chat, "AAAA-7700", "CRIME/77");
        Assert.Equal("permitted", permit.Reason());

        await AssertProblemAsync(await ReadAsync(permit.DecisionId()), 403, "restriction-needed");
        await AnswerAsync(await RequestAsync(permit.DecisionId()), "confirm");
        Assert.Equal(HttpStatusCode.OK, (await ReadAsync(permit.DecisionId())).StatusCode);
    }

    [Fact]
    public async Task A_refused_restriction_lets_nothing_be_read_and_another_can_be_asked_for()
    {
        var decision = await PermitAsync();
        var id = await RequestAsync(decision);

        await AnswerAsync(id, "refuse");

        await AssertProblemAsync(await ReadAsync(decision), 403, "restriction-needed");
        await AssertProblemAsync(await AnswerAsync(id, "confirm"), 409, "restriction-out-of-turn");
        await RequestAsync(decision);
    }

    [Fact]
    public async Task Nobody_confirms_or_refuses_their_own_request()
    {
        var both = application.Issuer.Staff(Officer, ["records-officer", "approver"]);
        var id = await RequestAsync(await PermitAsync());

        await AssertProblemAsync(await AnswerAsync(id, "confirm", both), 403, "own-request");
        await AssertProblemAsync(await AnswerAsync(id, "refuse", both), 403, "own-request");
        Assert.Equal("requested", (await FindAsync(id)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Only_an_approver_answers()
    {
        var id = await RequestAsync(await PermitAsync());
        var others = application.Issuer.Staff(
            "x",
            ["adviser", "supervisor", "records-officer", "trainer", "analyst", "auditor", "administrator"]
        );

        foreach (var answer in (string[])["confirm", "refuse", "lift"])
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await AnswerAsync(id, answer, others)).StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, (await AnswerAsync(id, answer, "")).StatusCode);
            await AssertProblemAsync(await AnswerAsync(Guid.NewGuid(), answer), 404, "restriction-not-found");
        }
        Assert.Equal(HttpStatusCode.Unauthorized, (await application.GetAsync("/api/restrictions", null)).StatusCode);
    }

    [Fact]
    public async Task Of_two_approvers_at_a_time_one_answers()
    {
        var id = await RequestAsync(await PermitAsync());

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    AnswerAsync(
                        id,
                        i % 2 == 0 ? "confirm" : "refuse",
                        application.Issuer.Staff($"approver-{i}", ["approver"])
                    )
                )
        );

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.NoContent);
        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        Assert.Equal(2, (await OutcomesAsync(id)).Count);
    }

    [Fact]
    public async Task Only_the_holder_of_a_permit_with_that_obligation_asks()
    {
        Guid[] none =
        [
            Guid.CreateVersion7(),
            await PermitAsync(subject: "another-officer"),
            await application.RestrictedPermitAsync(Officer, _chat, outcome: "deny"),
            await application.RestrictedPermitAsync(Officer, _chat, obligation: "time-limit"),
        ];

        foreach (var decision in none)
        {
            await AssertProblemAsync(await PostAsync(Body(decision)), 404, "no-such-permit");
        }
    }

    [Fact]
    public async Task A_decision_waits_for_one_answer_at_a_time()
    {
        var decision = await PermitAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync(Body(decision))));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        await AssertProblemAsync(await PostAsync(Body(decision)), 409, "restriction-requested");
    }

    [Theory]
    [InlineData("decisionId", null)]
    [InlineData("ground", null)]
    [InlineData("ground", "embarrassment")]
    [InlineData("authority", null)]
    [InlineData("authority", "")]
    [InlineData("authority", "because Jane said so")]
    [InlineData("authority", "ABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJK")]
    [InlineData("endsOn", null)]
    [InlineData("endsOn", "27/03/2026")]
    [InlineData("endsOn", "2026-02-30")]
    public async Task A_field_that_cannot_be_taken_is_named(string field, string? value)
    {
        var body = JsonSerializer.SerializeToNode(Body(Guid.CreateVersion7()))!;
        body[field] = value;

        var response = await PostAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(field, (await PolicyApplication.ReadAsync(response)).GetProperty("field").GetString());
    }

    [Fact]
    public async Task The_date_is_after_today_and_within_twelve_months()
    {
        var decision = await PermitAsync();

        await AssertProblemAsync(await PostAsync(Body(decision, Today)), 400, "ends-on-past");
        await AssertProblemAsync(
            await PostAsync(Body(decision, Today.AddMonths(12).AddDays(1))),
            400,
            "ends-on-too-late"
        );
        await RequestAsync(decision, Today.AddMonths(12));
    }

    [Fact]
    public async Task An_officer_sees_their_own_and_an_approver_all_without_who_asked()
    {
        var caseId = await application.OpenCaseAsync($"CR/{Guid.NewGuid():n}"[..20].ToUpperInvariant(), "AAAA-2222");
        var decision = await application.RestrictedPermitAsync(Officer, _chat, caseId: caseId);
        var id = await RequestAsync(decision);

        var own = await FindAsync(id, OfficerToken);
        var seen = await FindAsync(id);

        Assert.True(own.GetProperty("requestedByMe").GetBoolean());
        Assert.False(seen.GetProperty("requestedByMe").GetBoolean());
        Assert.Equal("crime", seen.GetProperty("purpose").GetString());
        Assert.StartsWith("CR/", seen.GetProperty("caseReference").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Officer, seen.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(_chat.ToString(), seen.GetRawText(), StringComparison.Ordinal);
        var other = application.Issuer.Staff("another-officer", ["records-officer"]);
        Assert.DoesNotContain(await ListAsync(other), one => one.GetProperty("id").GetGuid() == id);
        Assert.Contains(
            await ListAsync(ApproverToken, $"?state=requested&decisionId={decision}"),
            one => one.GetProperty("id").GetGuid() == id
        );
        Assert.Empty(await ListAsync(ApproverToken, $"?state=confirmed&decisionId={decision}"));
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await application.GetAsync("/api/restrictions?state=ajar", ApproverToken)).StatusCode
        );
    }

    [Fact]
    public async Task Every_change_is_testified_without_saying_who_or_on_whose_order()
    {
        var decision = await PermitAsync();
        var refused = await RequestAsync(decision);
        await AnswerAsync(refused, "refuse");
        var lifted = await RequestAsync(decision);
        await AnswerAsync(lifted, "confirm");
        await AnswerAsync(lifted, "lift");

        Assert.Equal(["requested", "refused"], await OutcomesAsync(refused));
        Assert.Equal(["requested", "confirmed", "lifted"], await OutcomesAsync(lifted));
        var entries = (await application.Database.EntriesAsync())
            .Where(one => one.Entry.Contains(lifted.ToString(), StringComparison.Ordinal))
            .ToList();
        Assert.All(
            entries,
            one =>
            {
                var entry = JsonElement.Parse(one.Entry);
                Assert.Equal("restriction", entry.GetProperty("kind").GetString());
                Assert.Equal("crime-prevention", entry.GetProperty("ground").GetString());
                Assert.Equal("P16", entry.GetProperty("clause").GetString());
                Assert.Equal(decision, entry.GetProperty("decision_id").GetGuid());
                string[] secrets = [Officer, "the-approver", "ORDER/7", _chat.ToString()];
                Assert.All(secrets, secret => Assert.DoesNotContain(secret, one.Entry, StringComparison.Ordinal));
                Assert.Contains("ORDER/7", one.Details, StringComparison.Ordinal);
            }
        );
    }

    [Theory]
    [InlineData("update policy.restrictions set ends_at = now()")]
    [InlineData("update policy.restrictions set ends_on = now()")]
    [InlineData("update policy.restrictions set requested_by = 'x'")]
    [InlineData("update policy.restrictions set ground = 'x'")]
    [InlineData("delete from policy.restrictions")]
    [InlineData("truncate policy.restrictions")]
    public async Task The_services_account_has_no_right_to(string sql)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            PolicyDatabase.ExecuteAsync(application.Database.App, sql)
        );
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task The_database_too_wants_a_second_person()
    {
        var id = await RequestAsync(await PermitAsync());

        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            PolicyDatabase.ExecuteAsync(
                application.Database.App,
                $"update policy.restrictions set state = 'confirmed', answered_at = now(), answered_by = upper(requested_by) where id = '{id}'"
            )
        );

        Assert.Equal(PostgresErrorCodes.CheckViolation, refused.SqlState);
    }

    private DateOnly Today =>
        DateOnly.FromDateTime(
            TimeZoneInfo.ConvertTimeBySystemTimeZoneId(application.Clock.GetUtcNow(), "Europe/London").DateTime
        );

    private Task<Guid> PermitAsync(string subject = Officer) => application.RestrictedPermitAsync(subject, _chat);

    private object Body(Guid decision, DateOnly? endsOn = null) =>
        new
        {
            decisionId = decision,
            ground = "crime-prevention",
            authority = "ORDER/7",
            endsOn = (endsOn ?? Today.AddMonths(3)).ToString("O", CultureInfo.InvariantCulture),
        };

    private Task<HttpResponseMessage> PostAsync(object body) =>
        application.PostAsync("/api/restrictions", body, OfficerToken);

    private async Task<Guid> RequestAsync(Guid decision, DateOnly? endsOn = null)
    {
        var response = await PostAsync(Body(decision, endsOn));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await PolicyApplication.ReadAsync(response)).GetProperty("id").GetGuid();
    }

    private Task<HttpResponseMessage> AnswerAsync(Guid id, string answer, string? token = null) =>
        application.PostAsync($"/api/restrictions/{id}/{answer}", null, token ?? ApproverToken);

    private Task<HttpResponseMessage> ReadAsync(Guid decision) =>
        application.PostAsync(
            "/api/ledger/reads",
            new { decision_id = decision, chat_id = _chat },
            RecordingToken,
            OfficerToken
        );

    private async Task<JsonElement> FindAsync(Guid id, string? token = null) =>
        (await ListAsync(token ?? ApproverToken)).Single(one => one.GetProperty("id").GetGuid() == id);

    private async Task<IReadOnlyList<JsonElement>> ListAsync(string token, string query = "")
    {
        var response = await application.GetAsync($"/api/restrictions{query}", token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return [.. (await PolicyApplication.ReadAsync(response)).GetProperty("restrictions").EnumerateArray()];
    }

    private async Task<IReadOnlyList<string?>> OutcomesAsync(Guid id) =>
        [
            .. (await application.Database.EntriesAsync())
                .Where(one => one.Entry.Contains(id.ToString(), StringComparison.Ordinal))
                .Select(one => JsonElement.Parse(one.Entry).GetProperty("outcome").GetString()),
        ];

    private static async Task AssertProblemAsync(HttpResponseMessage response, int status, string code)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, (await PolicyApplication.ReadAsync(response)).GetProperty("code").GetString());
    }
}
